import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * When the process started, as an opaque string that differs between two processes which had the same pid;
 * null when no such process is alive. A zombie counts as gone: nothing of it can run again.
 */
export async function processStartedAt(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
    if (stat === null) return null;
    // The command name may hold spaces and brackets, so fields are counted from its closing bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null;
    const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
    return `${boot.trim()}:${fields[19] ?? ""}`;
  }
  const out = await run("ps", ["-o", "stat=,lstart=", "-p", String(pid)]).catch(() => null);
  const line = out?.stdout.trim() ?? "";
  return line === "" || line.startsWith("Z") ? null : line.replace(/^\S+\s+/, "");
}

/** The full command line of a live process, or null when there is none (or we may not see it). */
export async function processCommandLine(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    const raw = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return raw === "" ? null : raw.replaceAll("\0", " ").trim();
  }
  const out = await run("ps", ["-o", "command=", "-p", String(pid)]).catch(() => null);
  return out?.stdout.trim() || null;
}

/** Sends a signal; false when the process (or group, for a negative pid) no longer exists. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}
