import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { limits } from "../../supabase/functions/_shared/contracts/limits.ts";
import { SecretName } from "../../supabase/functions/_shared/contracts/secret-name.ts";

const prefix = "OPS_SECRET_";

/** A secret that this worker does not have, or cannot use. The message names it and never its value. */
export class SecretError extends Error {
  override name = "SecretError";
}

/** The worker's own secrets: `OPS_SECRET_<NAME>` in its environment, and files of that name in the folder `OPS_SECRETS_DIR`. */
export class SecretStore {
  readonly #values: ReadonlyMap<string, string>;
  readonly #folder: string | undefined;

  private constructor(values: ReadonlyMap<string, string>, folder: string | undefined) {
    this.#values = values;
    this.#folder = folder;
  }

  /** Takes the secrets out of the environment, so that no child can inherit them. */
  static take(environment: NodeJS.ProcessEnv): SecretStore {
    const values = new Map<string, string>();
    for (const [name, value] of Object.entries(environment)) {
      if (!name.startsWith(prefix) || value === undefined) continue;
      values.set(name.slice(prefix.length), value);
      delete environment[name];
    }
    return new SecretStore(values, environment.OPS_SECRETS_DIR || undefined);
  }

  /** Values by name. Files are read anew each time, so that they may be rotated. Throws SecretError. */
  async resolve(names: Iterable<string>): Promise<Map<string, string>> {
    const resolved = new Map<string, string>();
    for (const name of names) resolved.set(name, usable(name, this.#values.get(name) ?? (await this.#read(name))));
    return resolved;
  }

  async #read(name: string): Promise<string> {
    const unknown = `The secret ${name} is not known to this worker: set ${prefix}${name}, or put a file ${name} into OPS_SECRETS_DIR`;
    if (this.#folder === undefined) throw new SecretError(unknown);
    // A parameter may have named it, and a path must not lead out of the folder.
    if (!SecretName.safeParse(name).success) throw new SecretError(`${JSON.stringify(name)} is no name of a secret`);
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(join(this.#folder, name)));
      // Editors and `echo` end a file with a newline that nobody means.
      return text.replace(/\r?\n$/, "");
    } catch (error) {
      if (error instanceof TypeError) throw new SecretError(`The secret ${name} is not UTF-8 text`);
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
      throw new SecretError(code === "ENOENT" ? unknown : `The secret ${name} cannot be read: ${code}`);
    }
  }
}

function usable(name: string, value: string): string {
  if (value === "") throw new SecretError(`The secret ${name} is empty`);
  if (value.includes("\0")) throw new SecretError(`The secret ${name} holds a NUL, which no environment can carry`);
  if (Buffer.byteLength(value) > limits.secretBytes) {
    throw new SecretError(`The secret ${name} is larger than ${limits.secretBytes / 1_024} KB`);
  }
  return value;
}
