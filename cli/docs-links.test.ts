import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = ["bench", "deploy", "docs", "docs/decisions", "supabase"];

const pages = ["", ...FOLDERS].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

/** Text without code, in which brackets mean something else. */
function prose(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(markdown: string): Set<string> {
  const headings = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").matchAll(/^#{1,6}\s+(.+)$/gm);
  const anchors = new Set<string>();
  for (const [, title = ""] of headings) {
    const text = title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .trim();
    const anchor = text.replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
    let name = anchor;
    for (let again = 1; anchors.has(name); again += 1) name = `${anchor}-${again}`;
    anchors.add(name);
  }
  return anchors;
}

/** Every link and image of a page that leads nowhere. */
function brokenLinks(page: string, markdown: string): string[] {
  const targets = [...prose(markdown).matchAll(/\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g)].map(([, target = ""]) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      if (relative(ROOT, join(ROOT, file)).startsWith("..") || !existsSync(join(ROOT, file))) return true;
      if (anchor === undefined || !file.endsWith(".md")) return false;
      return !anchorsOf(file === page ? markdown : readFileSync(join(ROOT, file), "utf8")).has(anchor);
    })
    .map((target) => `${page}: ${target}`);
}

test("every link, anchor and image in the documentation leads somewhere", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/operating.md"]));
  expect(pages.flatMap((page) => brokenLinks(page, readFileSync(join(ROOT, page), "utf8")))).toEqual([]);
});

test("a link to nowhere is noticed, whatever it should have led to", () => {
  const text = "# A page\n![](none.png) [there](README.md#licence) [self](#a-page) [out](https://x.org) `[code](none)`";
  const broken = ["none.png", "README.md#licence"].map((target) => `CHANGELOG.md: ${target}`);
  expect(brokenLinks("CHANGELOG.md", text)).toEqual(broken);
});
