import { isSimulator } from '../../src/settings/demo-device';
import { credentialsOf, defaultsOf, isShown, NODES, REGIONS } from '../../src/settings/settings';
import type { Definition } from '../shared/editor/definition';
import { type DialogNode, italicName, text, validators } from '../shared/editor/dialog-node';
import { rulesOf } from '../shared/editor/dialog-rules';
import { showProperties, valueOf } from '../shared/editor/fields';
import { liveValues, serverIn } from '../shared/editor/live-values';
import { language, problemSentence } from '../shared/editor/problem-sentence';
import { fillChoices, showUsed, wordsOrChoice } from '../shared/editor/setting-rows';
import { storeFields } from '../shared/editor/stored-values';
import { prepareThingModel } from '../shared/editor/thing-model-field';
import { offerVariables } from '../shared/editor/variable-entries';
import { modemLabel } from '../shared/modem-label';
import { mountCheck } from './editor/check-panel';
import { prepareCloudTab } from './editor/cloud-tab';
import { prepareDevicesTab } from './editor/devices-tab';
import { preparePortList } from './editor/port-list';
import { prepareRegionList } from './editor/region-list';
import { simulatorProblem } from './editor/simulator-rule';

const TYPE = 'ec20-modem';
const PREFIX = '#node-config-input-';

export const properties = defaultsOf(TYPE);
export const credentials = credentialsOf(TYPE);
export const validate = {
  ...rulesOf(TYPE),
  ...validators({
    port(node, value) {
      const rules = rulesOf(TYPE)['port'];
      const problem = simulatorProblem(text(value).trim());
      if (problem === undefined) return rules?.call(node, value, {}) ?? true;
      return problemSentence(problem);
    },
  }),
};

export const definition: Definition = {
  category: 'config',
  color: '#a9c7d6',
  icon: 'ec20-modem.svg',
  label() {
    return modemLabel(this);
  },
  labelStyle: italicName,
  paletteLabel() {
    return this._('ec20-modem.label.palette');
  },
  oneditprepare() {
    const form = $(`${PREFIX}name`).closest('form');
    const tabs = prepareTabs(this);
    fillLists(this);
    showProperties(this, PREFIX);
    offerVariables(TYPE);
    mountCheck($('#ec20-check'), this, tabs);
    const show = () => showParts(this, form);
    $(`${PREFIX}server, ${PREFIX}port, ${PREFIX}apnAuth, ${PREFIX}tls`).on('change input', show);
    show();
    // Values valid for one server may be invalid for another.
    const others = form.find('[id^="node-config-input-"]').not(`${PREFIX}server`);
    $(`${PREFIX}server`).on('change', () => others.trigger('change'));
    prepareRegionList();
    prepareThingModel(this);
    prepareDevicesTab(this);
    preparePortList(this);
    prepareCloudTab(this);
  },
  oneditsave() {
    return storeFields(TYPE, this);
  },
};

const TABS = ['module', 'cloud', 'messages', 'thing', 'devices', 'advanced'] as const;

/** The tabs of the open dialog: Node-RED's types declare another form of them than its editor has. */
interface TabsWidget {
  create(options: {
    readonly id: string;
    /** Pixels: of six tabs the chosen one shows its whole name. */
    readonly minimumActiveTabWidth: number;
    readonly onchange: (tab: { readonly id: string }) => void;
  }): Tabs;
}

interface Tabs {
  addTab(tab: { readonly id: string; readonly label: string }): void;
  activateTab(id: string): void;
}

function prepareTabs(node: DialogNode): Tabs {
  const tabs = (RED.tabs as unknown as TabsWidget).create({
    id: 'ec20-modem-tabs',
    minimumActiveTabWidth: 95,
    onchange({ id }) {
      $('#ec20-modem-tab-contents').children().hide();
      $(`#${id}`).show();
    },
  });
  for (const name of TABS) {
    tabs.addTab({ id: `ec20-modem-tab-${name}`, label: node._(`ec20-modem.tab.${name}`) });
  }
  return tabs;
}

/** Lists filled from the rulebook: those that are empty in the page. */
function fillLists(node: DialogNode): void {
  for (const name of Object.keys(NODES[TYPE])) {
    const list = $(`select${PREFIX}${name}`);
    if (list.length === 0 || list.children().length > 0) continue;
    fillChoices(
      TYPE,
      name,
      wordsOrChoice((key) => node._(key), `ec20-modem.${name}.`),
    );
  }
  const regions = $('#ec20-modem-region-list');
  const other = regions.children().first();
  for (const region of REGIONS) $('<option>').val(region.id).text(region[language()]).insertBefore(other);
}

/** Shows the parts of the dialog used by the server, the port and the kind of login. */
function showParts(node: DialogNode, form: JQuery): void {
  showUsed(TYPE, node, form);
  const values = liveValues(TYPE, node);
  const port = valueOf(`${PREFIX}port`);
  const server = serverIn(values);
  $('.ec20-modem-platform').hide();
  if (server !== undefined) $(`.ec20-modem-platform.ec20-modem-${text(values['server'])}`).show();
  // A name that the server doesn't need may still stand in topics.
  $('.ec20-modem-names').toggle(
    server !== undefined && !server.needs.includes('productKey') && !server.needs.includes('deviceName'),
  );
  $('.ec20-modem-simulated').toggle(
    isSimulator(port) && server?.login !== 'entered' && server?.login !== 'computed',
  );
  $('.ec20-modem-no-devices').toggle(!isShown(TYPE, 'subDevices', values));
  $('.ec20-modem-no-thing').toggle(!isShown(TYPE, 'tsl', values));
  $('.ec20-modem-hardware').toggle(!isSimulator(port) && !port.startsWith('tcp:'));
  $('.ec20-modem-apn-login').toggle(valueOf(`${PREFIX}apnAuth`) !== '0');
}
