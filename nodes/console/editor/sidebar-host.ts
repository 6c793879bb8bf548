import { editorLanguage } from '../../shared/editor/definition';
import type { Words } from '../../shared/editor/words';
import type { ConsoleHost, Followed } from './console-host';
import type { OfferedModem } from './panel-head';

/** Editor events after which the config nodes may differ. */
const CHANGES = ['nodes:add', 'nodes:remove', 'nodes:change', 'deploy', 'flows:loaded'];

type Labelled = Parameters<typeof RED.utils.getNodeLabel>[0];

/** The editor's sidebar: the config nodes are the editor's, and Node-RED itself notifies of news. */
export class SidebarHost implements ConsoleHost {
  readonly firstModem = '';
  readonly language = editorLanguage();
  readonly mayWrite = RED.user.hasPermission('ec20.write');

  constructor(readonly words: Words) {}

  modems(): readonly OfferedModem[] {
    const modems: OfferedModem[] = [];
    RED.nodes.eachConfig((config) => {
      const { id, type } = config as Labelled;
      if (type === 'ec20-modem') modems.push({ id, name: RED.utils.getNodeLabel(config as Labelled, id) });
      return true;
    });
    return modems;
  }

  onModems(changed: () => void): void {
    for (const change of CHANGES) RED.events.on(change, changed);
  }

  onDeploy(restarted: () => void): void {
    RED.events.on('deploy', restarted);
  }

  follow(what: Followed, id: string, news: () => void): () => void {
    const topic = `ec20/${what}/${id}`;
    RED.comms.subscribe(topic, news);
    return () => RED.comms.unsubscribe(topic, news);
  }

  readonly detach = (id: string): void => {
    const question = $.param({ lang: this.language, modem: id, write: this.mayWrite ? '1' : '0' });
    window.open(`ec20/console?${question}`, 'ec20-console', 'width=860,height=640');
  };
}
