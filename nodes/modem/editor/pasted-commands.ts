import type { PastedSettings } from './pasted-settings';
import type { PastedText } from './pasted-text';
import { keepUrl, readUrl } from './pasted-url';

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
  'QMTCFG will'(settings, [, on = '', qos, retain, topic, message]) {
    if (on !== '1') return;
    settings.keep('willTopic', topic);
    settings.keep('willPayload', message);
    settings.keep('willQos', qos);
    settings.found.willRetain = retain === '1';
  },
  QICSGP(settings, [, , apn, user = '', password, auth]) {
    settings.keep('apn', apn);
    if (user === '') return;
    settings.keep('apnUser', user);
    settings.keep('apnPassword', password);
    settings.keep('apnAuth', auth ?? '1');
  },
  CPIN(settings, [pin = '']) {
    if (/^\d+$/.test(pin)) settings.keep('simPin', pin);
  },
  CGDCONT: (settings, [, , apn]) => void settings.keep('apn', apn),
  // Of other makers' modules: SIMCom, Espressif, Luat.
  CMQTTACCQ: (settings, [, clientId]) => settings.keepLogin({ clientId }),
  CMQTTCONNECT(settings, [, url = '', keepAlive, , username, password]) {
    takeUrl(settings, url);
    settings.keep('keepAlive', keepAlive);
    settings.keepLogin({ username, password });
  },
  CMQTTSUB: (settings, [, topic = '']) => settings.keepTopic(/\D/.test(topic) ? topic : undefined),
  MQTTUSERCFG: (settings, [, , clientId, username, password]) =>
    settings.keepLogin({ clientId: clientId === 'NULL' ? '' : clientId, username, password }),
  MQTTCLIENTID: (settings, [, clientId]) => settings.keepLogin({ clientId }),
  MQTTCONN(settings, [, host, port]) {
    settings.keepHost(host);
    settings.keep('mqttPort', port);
  },
  MQTTSUB: (settings, [, topic]) => settings.keepTopic(topic),
  MQTTPUB: (settings, [, topic]) => settings.keepTopic(topic),
  MCONFIG: (settings, [clientId, username, password]) => settings.keepLogin({ clientId, username, password }),
  MIPSTART(settings, [host, port]) {
    settings.keepHost(host);
    settings.keep('mqttPort', port);
  },
  SSLMIPSTART(settings, [host, port]) {
    settings.keepHost(host);
    settings.keep('mqttPort', port);
    settings.found.tls = 'on';
  },
  MSUB: (settings, [topic]) => settings.keepTopic(topic),
  MPUB: (settings, [topic]) => settings.keepTopic(topic),
};

function takeUrl(settings: PastedSettings, text: string): void {
  const url = readUrl(text);
  if (url !== undefined) keepUrl(settings, url);
}

/** Reads the AT commands in a text, and the module's answers. */
export function readCommands(settings: PastedSettings, text: PastedText): void {
  const commands =
    /(?:AT)?\+(QMT[A-Z]+|C?MQTT[A-Z]+|QICSGP|CGDCONT|CPIN|MCONFIG|(?:SSL)?MIPSTART|MSUB|MPUB)\s*[=:]\s*([^\n]*)/gi;
  for (const match of text.rest.matchAll(commands)) {
    const [whole, word = '', line = ''] = match;
    const name = word.toUpperCase();
    // The end of a C string, a comment or the next command on the same line are not arguments.
    const own = line.replace(/"\s*\)?\s*;.*$/, '"').replace(/;.*$|\s+\/\/.*$/, '');
    const rest = argumentsOf(own);
    const option = `${name} ${(rest[0] ?? '').toLowerCase()}`;
    if (Object.hasOwn(COMMANDS, name)) COMMANDS[name]?.(settings, rest);
    else if (Object.hasOwn(COMMANDS, option)) COMMANDS[option]?.(settings, rest.slice(1));
    else settings.unused.push({ why: 'command', text: name === 'QMTCFG' ? option : name });
    text.read(match.index, match.index + whole.length - line.length + own.length);
  }
  // Questions, answers and commands that the node has no use for.
  for (const match of text.rest.matchAll(
    /^[ \t>]*(?:(AT(?:[+&]?[A-Z]\w*)?)(?:[=?][^\n]*)?|(\+[A-Z]\w*): [^\n]*|OK|ERROR)(?=\s*$|\s*\/\/)/gim,
  )) {
    const name = match[1] ?? match[2];
    if (name !== undefined) settings.unused.push({ why: 'command', text: name.toUpperCase() });
    text.read(match.index, match.index + match[0].length);
  }
}

/** The fields of a command's arguments: `0,"a1","b"` is `['0', 'a1', 'b']`. */
function argumentsOf(text: string): readonly string[] {
  const parts = text.match(/\s*("[^"\n]*"|[^,"\n]*)\s*(,|$)/g) ?? [];
  return parts.map((part) => part.replace(/,\s*$/, '').trim().replace(/^"|"$/g, ''));
}
