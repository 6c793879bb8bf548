/** What a modem node is called in lists and on its button: its name, else its device, else its port. */
export function modemLabel(config: Readonly<Record<string, unknown>>): string {
  const port = textOf(config['port']);
  const isNamed = port !== '' && port !== 'auto';
  return (
    textOf(config['name']) ||
    textOf(config['deviceName']) ||
    textOf(config['clientId']) ||
    (isNamed ? `ec20 ${port}` : 'ec20')
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
