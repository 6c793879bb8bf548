/** The host and the port of a serial server's address `tcp://host:port`; undefined for any other form. */
export function parseTcpAddress(
  address: string,
): { readonly host: string; readonly port: number } | undefined {
  const match = /^tcp:\/\/(?:\[([0-9A-Fa-f:.]+)\]|([^\s/:[\]]+)):(\d{1,5})\/?$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}
