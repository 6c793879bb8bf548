import type { PastedSettings } from './pasted-settings';

/** Settings in each AT command, by its name and, where it has one, its option; the client's index comes first. */
const COMMANDS: Readonly<Record<string, (settings: PastedSettings, rest: readonly string[]) => void>> = {
  'QMTCFG aliauth'(settings, rest) {
    // The read-back may lack the client's index: then the product key comes first.
    const [productKey, deviceName, deviceSecret] = /^\d$/.test(rest[0] ?? '') ? rest.slice(1) : rest;
    settings.keep('productKey', productKey);
    settings.keep('deviceName', deviceName);
    settings.keep('deviceSecret', deviceSecret);
  },
  'QMTCFG keepalive': (settings, [, seconds]) => void settings.keep('keepAlive', seconds),
  'QMTCFG session'(settings, [, clean = '']) {
    if (/^[01]$/.test(clean)) settings.found.cleanSession = clean === '1';
  },
  'QMTCFG ssl'(settings, [, on = '']) {
    if (/^[01]$/.test(on)) settings.found.tls = on === '1' ? 'on' : 'off';
  },
  QMTOPEN(settings, [, host, port]) {
    settings.keepHost(host);
    settings.keep('mqttPort', port);
  },
  QMTCONN: (settings, [, clientId, username, password]) =>
    settings.keepLogin({ clientId, username, password }),
  QMTSUB: (settings, [, , topic]) => settings.keepTopic(topic),
  QMTPUB: (settings, [, , , , topic]) => settings.keepTopic(topic),
  QMTPUBEX: (settings, [, , , , topic]) => settings.keepTopic(topic),
  QICSGP: (settings, [, , apn]) => void settings.keep('apn', apn),
  CGDCONT: (settings, [, , apn]) => void settings.keep('apn', apn),
};

/** Reads the AT commands in a text; returns whether there are any. */
export function readCommands(settings: PastedSettings, text: string): boolean {
  const commands = [...text.matchAll(/(?:AT)?\+(QMT[A-Z]+|QICSGP|CGDCONT)\s*[=:]\s*([^\n]*)/gi)];
  for (const [, word = '', line = ''] of commands) {
    const name = word.toUpperCase();
    // The end of a C string, a comment or the next command on the same line are not arguments.
    const rest = argumentsOf(line.replace(/"\s*\)?\s*;.*$/, '"').replace(/;.*$|\s+\/\/.*$/, ''));
    const option = `${name} ${(rest[0] ?? '').toLowerCase()}`;
    if (Object.hasOwn(COMMANDS, name)) COMMANDS[name]?.(settings, rest);
    else if (Object.hasOwn(COMMANDS, option)) COMMANDS[option]?.(settings, rest.slice(1));
  }
  return commands.length > 0;
}

/** The fields of a command's arguments: `0,"a1","b"` is `['0', 'a1', 'b']`. */
function argumentsOf(text: string): readonly string[] {
  const parts = text.match(/\s*("[^"\n]*"|[^,"\n]*)\s*(,|$)/g) ?? [];
  return parts.map((part) => part.replace(/,\s*$/, '').trim().replace(/^"|"$/g, ''));
}
