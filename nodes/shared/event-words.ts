import type { Language, Phrase } from '../../src/base/coded-error';
import type { HistoryEvent } from '../../src/history/history';
import type { SessionState } from '../../src/session/snapshot';
import { type Reader, reasonText } from './recorded-reason';

/** What happened, by its kind. */
const KIND_WORDS: Readonly<Record<HistoryEvent['kind'], Phrase>> = {
  started: { en: 'start', zh: '启动' },
  stopped: { en: 'stop', zh: '停止' },
  state: { en: 'state', zh: '状态' },
  fault: { en: 'fault', zh: '故障' },
  module: { en: 'module', zh: '模块' },
  sim: { en: 'SIM card', zh: 'SIM 卡' },
  network: { en: 'network', zh: '网络' },
  failed: { en: 'undelivered messages', zh: '未送达的消息' },
  clock: { en: 'clock', zh: '时钟' },
};

export const STATE_WORDS: Readonly<Record<SessionState, Phrase>> = {
  closed: { en: 'closed', zh: '已关闭' },
  opening: { en: 'opening the port', zh: '正在打开串口' },
  starting: { en: 'starting', zh: '模块启动中' },
  sim: { en: 'SIM card', zh: '检查 SIM 卡' },
  network: { en: 'searching for a network', zh: '正在搜网' },
  connecting: { en: 'connecting', zh: '正在连接' },
  online: { en: 'online', zh: '在线' },
  waiting: { en: 'waiting to retry', zh: '等待重试' },
  failed: { en: 'failed', zh: '失败' },
};

/** The kind of what happened; one that only a newer version knows, whose file this is, as it is. */
export function kindText(kind: string, language: Language): string {
  return wordFor(KIND_WORDS, kind, language);
}

function wordFor(words: Readonly<Record<string, Phrase>>, name: string, language: Language): string {
  return Object.hasOwn(words, name) ? (words[name]?.[language] ?? name) : name;
}

/** What happened, on one line, in the reader's language; of a kind that only a newer version knows, that kind. */
export function eventText(event: HistoryEvent, reader: Reader): string {
  const { language } = reader;
  const said = (phrase: Phrase): string => phrase[language];
  switch (event.kind) {
    case 'started':
      return said({
        en: `Node-RED has started, version ${event.version}`,
        zh: `开始运行，版本 ${event.version}`,
      });
    case 'stopped':
      return said({ en: 'Node-RED has stopped, or a flow was deployed', zh: '停止运行，或重新部署' });
    case 'state': {
      const state = wordFor(STATE_WORDS, event.state, language);
      if (event.reason === undefined) return state;
      return `${state}${said({ en: ': ', zh: '：' })}${reasonText(event.reason, reader)}`;
    }
    case 'fault':
      return reasonText(event.reason, reader);
    case 'module': {
      const name = [event.model, event.revision].filter((part) => part !== '').join(' ');
      return event.restarted
        ? said({ en: `the module has restarted: ${name}`, zh: `模块重新启动：${name}` })
        : said({ en: `module ${name}`, zh: `模块 ${name}` });
    }
    case 'sim':
      return [event.state, event.iccidEnd].filter((part) => part !== '').join(' …');
    case 'network':
      return [event.operator, event.technology, event.band].filter((part) => part !== '').join(' ');
    case 'failed':
      return said({
        en: `${event.count} not delivered: ${event.code}`,
        zh: `${event.count} 条未送达：${event.code}`,
      });
    case 'clock': {
      const seconds = (event.byMs / 1000).toFixed(1);
      return said({ en: `the clock was set by ${seconds} s`, zh: `时钟被调整 ${seconds} 秒` });
    }
    default:
      return unknownKind(event);
  }
}

function unknownKind({ kind }: { readonly kind: string }): string {
  return kind;
}
