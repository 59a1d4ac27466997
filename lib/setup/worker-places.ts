import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { executorUrl } from "../supabase/config.ts";

interface Place {
  id: string;
  title: string;
  parts: { label: string; text: string }[];
}

/**
 * How to start a worker in each place, from the files in deploy/. The key and the clone's address stay `{{OPS_API_KEY}}` and
 * `{{OPS_REPOSITORY}}`: the browser fills them in.
 */
export async function workerPlaces(
  supabaseUrl: string,
  publishableKey: string,
  root = process.cwd(),
): Promise<Place[]> {
  const values: Readonly<Record<string, string>> = {
    OPS_URL: executorUrl(supabaseUrl),
    SUPABASE_URL: supabaseUrl,
    SUPABASE_PUBLISHABLE_KEY: publishableKey,
  };
  const fill = (text: string) => text.replace(/\{\{([A-Z_]+)\}\}/g, (whole, name: string) => values[name] ?? whole);
  const file = async (...path: string[]) => fill(await readFile(join(root, "deploy", ...path), "utf8"));
  const names = Object.keys(values);
  const here = [...names, "OPS_API_KEY"].map((name) => `export ${name}='${values[name] ?? "{{OPS_API_KEY}}"}'`);
  const github = names.map((name) => `gh variable set ${name} --body '${values[name]}'`);
  return [
    {
      id: "here",
      title: "This machine",
      parts: [{ label: "In a terminal, in this repository", text: `${here.join("\n")}\nnpm run worker` }],
    },
    {
      id: "digitalocean",
      title: "DigitalOcean",
      parts: [
        {
          label: "cloud-init.yaml: user data of an Ubuntu droplet",
          text: await file("digitalocean", "cloud-init.yaml"),
        },
        {
          label: "Or in a terminal, with that file",
          text: "doctl compute droplet create ops-worker --image ubuntu-24-04-x64 \\\n  --size s-1vcpu-2gb --region fra1 --user-data-file cloud-init.yaml",
        },
      ],
    },
    {
      id: "kubernetes",
      title: "Kubernetes",
      parts: [
        { label: "worker.yaml", text: await file("kubernetes", "worker.yaml") },
        { label: "In a terminal, with that file", text: "kubectl apply -f worker.yaml" },
      ],
    },
    {
      id: "github",
      title: "GitHub Actions",
      parts: [
        { label: ".github/workflows/ops-worker.yml", text: await file("github-actions", "worker.yml") },
        {
          label: "In a terminal, in that repository",
          text: `${github.join("\n")}\ngh secret set OPS_API_KEY --body '{{OPS_API_KEY}}'`,
        },
      ],
    },
  ];
}
