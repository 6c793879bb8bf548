import { SERVERS, type ServerName } from '../../../src/settings/settings';
import { type DialogNode, isVariable } from '../../shared/editor/dialog-node';
import { showTip } from '../../shared/editor/tip';
import { field, settingOf } from './cloud-fields';
import { fill } from './paste-box';
import type { Found } from './pasted-settings';
import { plainText } from './pasted-text';
import { isTlsScheme, readUrl } from './pasted-url';

/** Splits what is typed into the host's field, a URL or `host:port`, into the fields that it is for, and says so. */
export function prepareHost(node: DialogNode): void {
  const tip = $('#ec20-modem-split').hide();
  const host = field('host');
  host.on('change', () => {
    const typed = settingOf('host');
    const found = partsOf(typed);
    if (found === undefined) {
      if (typed !== shownFor) tip.hide();
      return;
    }
    shownFor = found.host ?? '';
    fill(found);
    const parts = Object.entries(found).map(([property, value]) =>
      node._('ec20-modem.paste.item', {
        name: node._(`ec20-modem.label.${property}`),
        value:
          property === 'password'
            ? node._('ec20-modem.paste.hidden', { length: String(value).length })
            : String(value),
      }),
    );
    const sentences = [
      node._('ec20-modem.endpoint.split', { parts: parts.join(node._('ec20-modem.paste.joint')) }),
      ...(isWebSocket(typed) ? [node._('ec20-modem.paste.webSocket')] : []),
    ];
    showTip(tip, sentences);
  });
  let shownFor = '';
}

/** MQTT over WebSocket, which the module doesn't speak: its port is no other's. */
function isWebSocket(typed: string): boolean {
  return /^wss?:\/\//i.test(plainText(typed));
}

/** The settings of a URL; undefined for a plain host, and for what no such broker can have: that stays, and is refused. */
function partsOf(typed: string): Found | undefined {
  // A Chinese keyboard's colon and slashes are meant as plain ones.
  const url = isVariable(typed) ? undefined : readUrl(plainText(typed));
  if (url === undefined) return undefined;
  const { scheme, host, port, user, password, topic } = url;
  if (isWebSocket(typed)) return { host };
  if (scheme === undefined && port === undefined && user === undefined) return undefined;
  const isTls = isTlsScheme(scheme);
  if (scheme !== undefined && isTls === undefined) return undefined;
  const server = settingOf('server');
  const takesLogin = !Object.hasOwn(SERVERS, server) || SERVERS[server as ServerName].login === 'entered';
  if (topic !== undefined || ((user !== undefined || password !== undefined) && !takesLogin))
    return undefined;
  const usual = isTls === true ? '8883' : isTls === false ? '1883' : undefined;
  const at = port ?? usual;
  return {
    host,
    ...(at === undefined ? {} : { mqttPort: at }),
    ...(isTls === undefined ? {} : { tls: isTls ? 'on' : 'off' }),
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
  };
}
