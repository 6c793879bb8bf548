import type { Flash, Memory } from './module-state';
import type { TlsRequest } from './tls';

/** What a TLS context uses of the module. */
interface Holder {
  readonly flash: Flash;
  readonly memory: Memory;
  wallTime(): number;
}

/** Values of AT+QSSLCFG right after a start (§M6). */
const INITIAL: Readonly<Record<string, string>> = { seclevel: '0', ignorelocaltime: '1', sni: '0' };

/** A context of AT+QSSLCFG as a request; undefined when a required file is missing. */
export function tlsRequest(holder: Holder, context: number, host: string): TlsRequest | undefined {
  const { flash, memory } = holder;
  const value = (option: string) =>
    (memory.tls.get(`${option} ${context}`) ?? INITIAL[option] ?? '').replaceAll('"', '');
  const file = (option: string) => {
    const name = value(option);
    const files = /^RAM:/i.test(name) ? memory.ramFiles : flash.files;
    return files.get(name.replace(/^(RAM|UFS):/i, ''));
  };
  const level = value('seclevel') === '2' ? 2 : value('seclevel') === '1' ? 1 : 0;
  const [ca, certificate, key] = [file('cacert'), file('clientcert'), file('clientkey')];
  if (level > 0 && ca === undefined) return undefined;
  if (level === 2 && (certificate === undefined || key === undefined)) return undefined;
  return {
    level,
    ca,
    certificate,
    key,
    serverName: value('sni') === '1' ? host : undefined,
    atMs: value('ignorelocaltime') === '0' ? holder.wallTime() : undefined,
  };
}
