import type { ConnectProblem, ConnectState } from "../../supabase/functions/_shared/contracts/setup-state.ts";

interface Told {
  title: string;
  remedy: string;
}

const told: Readonly<Record<ConnectProblem, (state: ConnectState) => Told>> = {
  not_configured: ({ variable }) => ({
    title: `${variable} is not set`,
    remedy:
      "This server does not know which Supabase project to use. Set the lines below where it runs, and start it again.",
  }),
  bad_address: ({ variable }) => ({
    title: `${variable} is no address`,
    remedy: "It begins with https:// and is the project's own, without a path.",
  }),
  secret_key: ({ variable }) => ({
    title: `${variable} holds a secret key`,
    remedy:
      "Every browser would be sent it, so it is not used. Put the publishable key (sb_publishable_...) there; if the secret one has been here for long, replace it in the project.",
  }),
  other_project: ({ variable, host }) => ({
    title: `${variable} is of another project`,
    remedy: `SUPABASE_URL names ${host}. Take the key from that project's API settings, or correct the address.`,
  }),
  unreachable: ({ host, detail }) => ({
    title: `${host} cannot be reached: ${detail}`,
    remedy:
      "Check SUPABASE_URL, and that the project runs and this server may connect to it. It is tried again by itself.",
  }),
  not_supabase: ({ host, detail }) => ({
    title: `${host} answers, but is no Supabase project (${detail})`,
    remedy: "SUPABASE_URL is the project's API address, not that of its dashboard or database.",
  }),
  key_refused: ({ host }) => ({
    title: `${host} does not know this key`,
    remedy:
      "SUPABASE_PUBLISHABLE_KEY is mistyped, has been revoked, or belongs to another project. Copy it from the API settings of this one.",
  }),
  unhealthy: ({ host, detail }) => ({
    title: `${host} answers with an error (${detail})`,
    remedy: "The project is paused, restarting or overloaded. Look at its dashboard; it is tried again by itself.",
  }),
};

/** What is wrong with the connection, and what to do; null when nothing is. */
export function connectProblem(state: ConnectState): Told | null {
  return state.problem === null ? null : told[state.problem](state);
}

/** The lines to set. None holds a value of this server's. */
export const environmentLines = `SUPABASE_URL=https://<project>.supabase.co
SUPABASE_PUBLISHABLE_KEY=sb_publishable_...
# Optional, read by this server alone: with it the next step is one button.
OPS_DATABASE_URL=postgresql://postgres:<your password>@<host>:5432/postgres`;
