import { readdir, readFile, readlink } from "node:fs/promises";

/** Local addresses (hex, as Linux writes them) on which these processes or their descendants listen. Linux only. */
export async function listeningAddresses(roots: number[]): Promise<string[]> {
  const inodes = new Set<string>();
  for (const pid of await withDescendants(roots)) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => "");
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode) inodes.add(inode);
    }
  }
  const addresses: string[] = [];
  for (const table of ["tcp", "tcp6", "udp", "udp6"]) {
    const text = await readFile(`/proc/net/${table}`, "utf8").catch(() => "");
    for (const line of text.split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      const listens = table.startsWith("udp") || state === "0A";
      if (listens && inodes.has(inode)) addresses.push(local);
    }
  }
  return addresses;
}

async function withDescendants(roots: number[]): Promise<Set<number>> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const family = new Set(roots);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return family;
}
