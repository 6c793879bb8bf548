// Examples 15 and 16: what was recorded of the device, as a message to the cloud and on a dashboard.
import { AT_START, button, code, publish, replied, routes, sentence, status } from './nodes.mjs';

/** Asks ec20 status for the history; `what` is a subject or a list of them. */
function ask(name, what, more = {}) {
  const subject = Array.isArray(what)
    ? { v: JSON.stringify(what), vt: 'json' }
    : { v: what, vt: 'str' };
  const props = [
    { p: 'action', v: 'history', vt: 'str' },
    { p: 'what', ...subject },
    { p: 'from', v: '-24h', vt: 'str' },
  ];
  return button(name, undefined, { props, ...more });
}

function dailySummary(say) {
  const subjects = ['online', 'outages', 'messages', 'data'];
  return {
    file: say('15-daily-summary', '15-每日汇总'),
    title: say('EC20: the day’s summary', 'EC20 每日汇总'),
    purpose: say(
      'How the last 24 hours were: posted as an event at midnight',
      '最近 24 小时的运行情况，零点上报为事件',
    ),
    press: say(
      '“now”; “at midnight” does the same by itself.',
      '按“立即汇总”；“每天零点”会自动做同样的事。',
    ),
    see: say(
      'the summary in one line, then “reply code: 200” for the event.',
      '调试侧边栏里先出现一行汇总，再出现事件的“云端应答 code: 200”。',
    ),
    more: say(
      'msg.action = "history" asks ec20 status what was recorded; with a list in msg.what, msg.payload has an array for each. A real product needs the event DailySummary in its thing model, with these output parameters.',
      'msg.action = "history" 向“ec20 状态”查询运行历史；msg.what 是数组时，msg.payload 里每项各有一个数组。真实产品的物模型里要有事件 DailySummary 和这些输出参数。',
    ),
    rows: ['midnight > history > sum > report > reply', 'now > history', '_ _ sum > shown'],
    nodes: {
      midnight: ask(say('at midnight', '每天零点'), subjects, { crontab: '00 00 * * *' }),
      now: ask(say('now', '立即汇总'), subjects),
      history: status(say('history', '运行历史')),
      sum: code(
        say('summary', '汇总'),
        say(
          `// The node reports every change of state too: only the history is summed up.
if (msg.action !== 'history') return null;
const { online, outages, messages, data } = msg.payload;
const sum = (points, series) => points.reduce((total, point) => total + (point.series === series ? point.y : 0), 0);
const known = online.filter((point) => point.y !== null);
msg.payload = {
    Online: known.length === 0 ? 0 : Math.round(sum(known, 'online') / known.length * 10) / 10,
    Outages: outages.length,
    Delivered: sum(messages, 'delivered'),
    Failed: sum(messages, 'failed'),
    BytesUp: sum(data, 'airUp'),
    BytesDown: sum(data, 'airDown')
};
return msg;`,
          `// 状态变化时这个节点也会输出，这里只汇总运行历史
if (msg.action !== 'history') return null;
const { online, outages, messages, data } = msg.payload;
const sum = (points, series) => points.reduce((total, point) => total + (point.series === series ? point.y : 0), 0);
const known = online.filter((point) => point.y !== null);
msg.payload = {
    Online: known.length === 0 ? 0 : Math.round(sum(known, 'online') / known.length * 10) / 10,
    Outages: outages.length,
    Delivered: sum(messages, 'delivered'),
    Failed: sum(messages, 'failed'),
    BytesUp: sum(data, 'airUp'),
    BytesDown: sum(data, 'airDown')
};
return msg;`,
        ),
      ),
      report: publish(say('post summary', '上报汇总'), 'event', { event: 'DailySummary' }),
      reply: replied(say),
      shown: sentence(
        say('in short', '概要'),
        say(
          "'online ' & payload.Online & ' %, outages: ' & payload.Outages & ', delivered: ' & payload.Delivered & ', failed: ' & payload.Failed",
          "'在线 ' & payload.Online & '%，断线 ' & payload.Outages & ' 次，送达 ' & payload.Delivered & ' 条，失败 ' & payload.Failed & ' 条'",
        ),
      ),
    },
  };
}

/** A chart of FlowFuse’s dashboard; what is left out is its default. */
function chart(label, order, more = {}) {
  return {
    type: 'ui-chart',
    group: '@group',
    name: label,
    label,
    order,
    chartType: 'line',
    category: 'topic',
    categoryType: 'property',
    xAxisProperty: 'x',
    xAxisPropertyType: 'property',
    xAxisType: 'time',
    xAxisFormat: '',
    xAxisFormatType: 'auto',
    yAxisProperty: 'y',
    yAxisPropertyType: 'property',
    action: 'replace',
    pointShape: 'circle',
    pointRadius: 4,
    showLegend: true,
    removeOlder: '0',
    removeOlderUnit: '3600',
    colors: ['#0095ff', '#ff7f0e', '#2ca02c', '#d62728', '#a347e1', '#9467bd', '#8c564b', '#e377c2', '#17becf'],
    textColorDefault: true,
    gridColorDefault: true,
    width: '12',
    height: '5',
    interpolation: 'linear',
    ...more,
  };
}

function dashboard(say) {
  const EACH_MINUTE = { once: true, onceDelay: 3, repeat: '60' };
  const signal = say('signal', '信号');
  const roundTrip = say('round trip', '往返时间');
  const outages = say('outages', '断线');
  return {
    file: say('16-history-on-dashboard', '16-历史曲线仪表盘'),
    title: say('EC20: dashboard', 'EC20 历史曲线仪表盘'),
    purpose: say(
      'Signal, round trip and outages of the last 24 hours, as charts',
      '最近 24 小时的信号、往返时间和断线曲线',
    ),
    press: say(
      'nothing: a reading is posted every 10 s, and each minute the charts are drawn anew. They need the package @flowfuse/node-red-dashboard: Manage palette > Install.',
      '不用按：每 10 秒上报一次读数，图表每分钟自动刷新。需要先在“节点管理 > 安装”里装上 @flowfuse/node-red-dashboard。',
    ),
    see: say(
      'three charts on the page /dashboard/ec20 of this Node-RED.',
      '打开本 Node-RED 的 /dashboard/ec20 页面，能看到三张图。',
    ),
    more: say(
      'The arrays of ec20 status go into the charts as they are: Series is the key topic, X the key x, Y the key y, and Action is Replace. An outage is a dot: as high as it lasted, in minutes, with its reason as the legend.',
      '“ec20 状态”给出的数组直接接到图表：Series 填 key topic，X 填 key x，Y 填 key y，Action 选 Replace。每次断线是一个点：高度是断线的分钟数，图例是原因。',
    ),
    rows: [
      'askSignal _ _ signal',
      'askTrip > history > which:2 > trip',
      'askOutages _ _ outages',
      'askSignal > history',
      'askOutages > history',
      '_ _ which:1 > signal',
      '_ _ which:3 > outages',
      'tick > _ > _ > post',
    ],
    nodes: {
      askSignal: ask(signal, 'signal', EACH_MINUTE),
      askTrip: ask(roundTrip, 'roundTrip', EACH_MINUTE),
      askOutages: ask(outages, 'outages', EACH_MINUTE),
      history: status(say('history', '运行历史')),
      which: routes(say('which chart?', '哪张图'), 'what', [
        { t: 'eq', v: 'signal', vt: 'str' },
        { t: 'eq', v: 'roundTrip', vt: 'str' },
        { t: 'eq', v: 'outages', vt: 'str' },
      ]),
      signal: chart(say('Signal, dBm', '信号强度（dBm）'), 1),
      trip: chart(say('Round trip, ms', '往返时间（毫秒）'), 2),
      tick: button(say('every 10 s', '每 10 秒'), { Temperature: 21.5 }, { ...AT_START, repeat: '10' }),
      post: publish(say('post property', '上报属性'), 'property'),
      outages: chart(say('Outages, minutes', '离线时长（分钟）'), 3, { chartType: 'scatter', ymin: '0' }),
    },
    config: {
      base: { type: 'ui-base', name: say('Dashboard', '仪表盘'), path: '/dashboard', includeClientData: true },
      theme: {
        type: 'ui-theme',
        name: say('EC20 theme', 'EC20 外观'),
        colors: {
          surface: '#ffffff',
          primary: '#0094ce',
          bgPage: '#eeeeee',
          groupBg: '#ffffff',
          groupOutline: '#cccccc',
        },
        sizes: {
          density: 'default',
          pagePadding: '12px',
          groupGap: '12px',
          groupBorderRadius: '4px',
          widgetGap: '12px',
        },
      },
      page: {
        type: 'ui-page',
        name: say('EC20', 'EC20'),
        ui: '@base',
        path: '/ec20',
        icon: 'antenna',
        layout: 'grid',
        theme: '@theme',
        order: 1,
        visible: true,
        disabled: false,
      },
      group: {
        type: 'ui-group',
        name: say('The last 24 hours', '最近 24 小时'),
        page: '@page',
        width: '12',
        height: '1',
        order: 1,
        showTitle: true,
        visible: true,
        disabled: false,
        groupType: 'default',
      },
    },
  };
}

export const HISTORY = [dailySummary, dashboard];
