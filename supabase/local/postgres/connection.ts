/** Builds a connection URL for a server on loopback. */
export function connectionUrl(to: { port: number; role: string; password: string; database: string }): string {
  const user = `${encodeURIComponent(to.role)}:${encodeURIComponent(to.password)}`;
  return `postgresql://${user}@127.0.0.1:${to.port}/${encodeURIComponent(to.database)}`;
}
