import { isPlainPort, isTlsPort } from '../../../src/settings/servers';
import { checkField, isEnterpriseRegion, SERVERS, type ServerName } from '../../../src/settings/settings';
import { type DialogNode, text } from '../../shared/editor/dialog-node';
import { liveValues, serverNameIn } from '../../shared/editor/live-values';
import { problemSentence } from '../../shared/editor/problem-sentence';
import { ENDPOINT, endpointFields, field, settingOf } from './cloud-fields';
import { endpointOf, usualPortOf } from './endpoint';
import { prepareHost } from './host-field';
import { preparePaste } from './paste-box';

/** The tab of the cloud in an open dialog: the paste box, and the endpoint, updated while one types. */
export function prepareCloudTab(node: DialogNode): void {
  preparePaste(node);
  followUsualPort();
  prepareHost(node);
  const line = $('#ec20-modem-endpoint');
  const show = () => {
    line.text(endpointText(node));
    showTls(node);
    showRegion();
    showAutomatic(node);
  };
  for (const property of ENDPOINT) field(property).on('change input', show);
  show();
}

/** As long as the port is the usual one, it stays so when server or TLS change; any other stays as it was typed. */
function followUsualPort(): void {
  let usual = usualPortOf(endpointFields());
  const follow = () => {
    const now = usualPortOf(endpointFields());
    if (now === undefined || now === usual) return;
    if (settingOf('mqttPort') === usual) field('mqttPort').val(now).trigger('change');
    usual = now;
  };
  for (const property of ['server', 'tls', 'instanceId', 'productSecret'])
    field(property).on('change', follow);
}

function endpointText(node: DialogNode): string {
  const values = liveValues('ec20-modem', node);
  for (const name of ['host', 'mqttPort'] as const) {
    const problem = checkField('ec20-modem', name, values);
    // That one is still to be filled in, which is said in other words.
    if (problem === undefined || text(values[name]) === '') continue;
    return problemSentence(problem, serverNameIn(values), node._(`ec20-modem.label.${name}`));
  }
  const endpoint = endpointOf(endpointFields());
  switch (endpoint.kind) {
    case 'variable':
      return node._('ec20-modem.endpoint.unknown');
    case 'missing':
      return node._(`ec20-modem.endpoint.${endpoint.property}`);
    case 'known': {
      const values = { address: `${endpoint.host}:${endpoint.port}` };
      return endpoint.isTls
        ? node._('ec20-modem.endpoint.tls', values)
        : node._('ec20-modem.endpoint.plain', values);
    }
  }
}

/** A port and TLS that don't usually go together, with a button that turns TLS the other way. */
function showTls(node: DialogNode): void {
  const tip = $('#ec20-modem-tls-told').hide().empty();
  const endpoint = endpointOf(endpointFields());
  const server = chosenServer();
  if (endpoint.kind !== 'known' || server === undefined) return;
  const port = Number(endpoint.port);
  const isOdd = endpoint.isTls ? isPlainPort(SERVERS[server], port) : isTlsPort(SERVERS[server], port);
  if (!isOdd) return;
  const key = endpoint.isTls ? 'plainPort' : 'tlsPort';
  $('<span>')
    .text(`${node._(`ec20-modem.endpoint.${key}`, { port })} `)
    .appendTo(tip.show());
  $('<button type="button" class="red-ui-button red-ui-button-small">')
    .text(node._(`ec20-modem.endpoint.${key}Cure`))
    .on('click', () => {
      // The port is meant as it is.
      field('tls')
        .val(endpoint.isTls ? 'off' : 'on')
        .trigger('change');
      field('mqttPort').val(endpoint.port).trigger('change');
    })
    .appendTo(tip);
}

/** Some regions have no legacy public instance: without an instance ID there is nothing to connect to. */
function showRegion(): void {
  const isAlone =
    chosenServer() === 'aliyun' &&
    isEnterpriseRegion(settingOf('region')) &&
    settingOf('instanceId') === '' &&
    settingOf('host') === '';
  $('#ec20-modem-region-told').toggle(isAlone);
  $('#ec20-modem-region-list, #node-config-input-instanceId').toggleClass('ec20-modem-field-marked', isAlone);
}

/** What TLS `auto` comes to is another thing at each server. */
function showAutomatic(node: DialogNode): void {
  const server = chosenServer();
  const key = server === undefined || SERVERS[server].tlsWith.length > 0 ? 'auto' : 'autoOff';
  field('tls')
    .find('option[value="auto"]')
    .text(node._(`ec20-modem.tls.${key}`));
}

function chosenServer(): ServerName | undefined {
  const chosen = settingOf('server') || 'aliyun';
  return Object.hasOwn(SERVERS, chosen) ? (chosen as ServerName) : undefined;
}
