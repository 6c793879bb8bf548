// Examples 10 to 14: what begins in the cloud (services, RRPC, desired values, OTA), the time, raw bytes.
import {
  AT_START,
  button,
  code,
  delivered,
  demoCloud,
  publish,
  replied,
  reply,
  routes,
  sentence,
  subscribe,
} from './nodes.mjs';

function services(say) {
  return {
    file: say('10-services-and-rrpc', '10-服务调用和RRPC'),
    title: say('EC20: services, RRPC', 'EC20 服务调用和 RRPC'),
    purpose: say(
      'Services and RRPC requests, answered by ec20 reply',
      '服务调用和 RRPC 请求，由“ec20 应答”应答',
    ),
    press: say(
      '“cloud: ReadNow”, “cloud: Reboot” or “RRPC”: the virtual cloud then calls the device.',
      '按“调用 ReadNow”“调用 Reboot”或“RRPC”，虚拟云平台随即调用设备。',
    ),
    see: say(
      '“the caller got …”: the device’s answer, as the cloud has it.',
      '调试侧边栏里出现“调用方收到 …”，即云端拿到的应答。',
    ),
    more: say(
      'msg.service is the service, msg.payload its input; ec20 reply returns msg.payload as the output. A sync service (ReadNow) and an RRPC request must be answered within 8 s; an unknown service gets code 460. With a real device: 监控运维 > 在线调试 > 服务调用; RRPC comes from your own server.',
      'msg.service 是服务标识符，msg.payload 是输入参数；“ec20 应答”把 msg.payload 作为输出参数返回。同步服务（ReadNow）和 RRPC 请求须在 8 秒内应答，未知的服务应答 460。真实设备在控制台“监控运维 > 在线调试 > 服务调用”里调用，RRPC 由自己的服务器发起。',
    ),
    rows: [
      'read',
      'reboot > cloud',
      'ask',
      'read > cloud',
      'ask > cloud',
      '_ _ readNow',
      'service > which:2 > restart > answer',
      '_ _ unknown',
      'which:1 > readNow > answer',
      'which:3 > unknown > answer',
      'request > echo > echoed',
      'get > mine > outcome',
    ],
    nodes: {
      read: button(say('cloud: ReadNow', '调用 ReadNow'), { demo: 'callService', service: 'ReadNow' }),
      reboot: button(say('cloud: Reboot', '调用 Reboot'), { demo: 'callService', service: 'Reboot' }),
      ask: button('RRPC', { demo: 'rrpc', text: 'hello' }),
      cloud: demoCloud(say),
      service: subscribe(say('services', '服务调用'), 'service'),
      which: routes(say('which one?', '哪个服务'), 'service', [
        { t: 'eq', v: 'ReadNow', vt: 'str' },
        { t: 'eq', v: 'Reboot', vt: 'str' },
        { t: 'else' },
      ]),
      readNow: code(
        'ReadNow',
        say(
          `// Read your sensor here.
msg.payload = { Temperature: 21.5 };
return msg;`,
          `// 在这里读取你的传感器
msg.payload = { Temperature: 21.5 };
return msg;`,
        ),
      ),
      restart: code(
        'Reboot',
        say(
          `// Restart your equipment here.
msg.payload = {};
return msg;`,
          `// 在这里重启你的设备
msg.payload = {};
return msg;`,
        ),
      ),
      unknown: code(
        say('unknown: 460', '未知：460'),
        `msg.code = 460;
msg.payload = {};
return msg;`,
      ),
      answer: reply(say('answer', '应答')),
      request: subscribe(say('RRPC call', 'RRPC 请求'), 'rrpc', { datatype: 'utf8' }),
      echo: code(
        say('the same', '原样返回'),
        say(
          `// What is asked and answered is up to your server and this flow.
return msg;`,
          `// 请求和应答的内容由你的服务器和这个流程约定
return msg;`,
        ),
      ),
      echoed: reply(say('RRPC answer', 'RRPC 应答')),
      get: subscribe(say('messages', '接收消息'), 'topic', { topic: '/${productKey}/${deviceName}/user/get' }),
      mine: routes(say('outcome?', '是结果吗'), 'payload.demo', [{ t: 'nnull' }]),
      outcome: sentence(
        say('caller', '调用方'),
        say(
          "'the caller got ' & (payload.text ? payload.text : 'code ' & payload.code & ' ' & $string(payload.data))",
          "'调用方收到 ' & (payload.text ? payload.text : 'code ' & payload.code & ' ' & $string(payload.data))",
        ),
      ),
    },
  };
}

function desired(say) {
  return {
    file: say('11-desired-tags-configuration', '11-期望值标签远程配置'),
    title: say('EC20: desired values', 'EC20 期望值和标签'),
    purpose: say('Desired values, tags and remote configuration', '期望属性值、设备标签、远程配置'),
    press: say(
      '“wish: light on”, then “ask”; “room 7” and “no room”; “configuration” and “push it”.',
      '先按“期望开灯”再按“查询”；按“标签”“删标签”；按“查询配置”“推送配置”。',
    ),
    see: say(
      'the desired value, then “reply code: 200”; the address of the configuration file.',
      '调试侧边栏里出现期望值和“云端应答 code: 200”，以及配置文件的地址。',
    ),
    more: say(
      'Desired values: the cloud keeps what a property should become while the device is offline. The device asks for it, applies it, posts it, and deletes it with the version that it received. Tags: { key: value } sets, a list of keys deletes. Configuration: the reply has the file’s URL.',
      '期望值：设备不在线时，云端保存希望设成的值；设备上线后查询，设好并上报，再按版本号清除。标签：{ 键: 值 } 表示更新，键的数组表示删除。远程配置：应答里有配置文件的地址。',
    ),
    rows: [
      'wish > cloud > asked',
      'push > cloud',
      'query > desired > apply > clear > cleared',
      '_ desired > wanted',
      'values > answers',
      'tag > setTags > tagged',
      'untag > deleteTags > tagged',
      'config > getConfig > gotConfig',
      'pushed > _ > file',
    ],
    nodes: {
      wish: button(say('wish: light on', '期望开灯'), { demo: 'setDesired', params: { LightSwitch: 1 } }),
      push: button(say('push it', '推送配置'), { demo: 'pushConfiguration', text: '{"interval":30}' }),
      cloud: demoCloud(say),
      asked: sentence(say('asked', '已转告'), say("'the virtual cloud has been asked'", "'已转告虚拟云平台'")),
      query: button(say('ask', '查询'), ['LightSwitch'], AT_START),
      desired: publish(say('desired values', '获取期望值'), 'desired'),
      apply: code(
        say('versions', '取版本号'),
        say(
          `// Apply the values here, and post them as in example 07.
const wanted = msg.reply.data || {};
const identifiers = Object.keys(wanted);
if (identifiers.length === 0) return null;
msg.payload = {};
for (const identifier of identifiers) msg.payload[identifier] = { version: wanted[identifier].version };
return msg;`,
          `// 在这里按期望值设置，并像示例 07 那样上报
const wanted = msg.reply.data || {};
const identifiers = Object.keys(wanted);
if (identifiers.length === 0) return null;
msg.payload = {};
for (const identifier of identifiers) msg.payload[identifier] = { version: wanted[identifier].version };
return msg;`,
        ),
      ),
      clear: publish(say('delete', '清除期望值'), 'desired-delete'),
      cleared: replied(say),
      wanted: sentence(
        say('desired', '期望值'),
        say("'desired: ' & $string(reply.data)", "'期望值：' & $string(reply.data)"),
      ),
      values: subscribe(say('answers', '查询结果'), 'desired'),
      answers: sentence(
        say('answer', '结果'),
        say("'answer: ' & $string(payload)", "'查询结果：' & $string(payload)"),
      ),
      tag: button(say('room 7', '标签'), { room: '7' }),
      setTags: publish(say('set tags', '更新标签'), 'tags'),
      tagged: replied(say),
      untag: button(say('no room', '删标签'), ['room']),
      deleteTags: publish(say('delete tags', '删除标签'), 'tags-delete'),
      config: button(say('configuration', '查询配置')),
      getConfig: publish(say('get it', '获取配置'), 'config'),
      gotConfig: sentence(
        say('file', '配置文件'),
        say("'configuration file: ' & reply.data.url", "'配置文件：' & reply.data.url"),
      ),
      pushed: subscribe(say('pushed', '收到推送'), 'config', { autoReply: 'ok' }),
      file: sentence(
        say('pushed file', '推送的文件'),
        say("'pushed configuration file: ' & payload.url", "'推送的配置文件：' & payload.url"),
      ),
    },
  };
}

function upgrade(say) {
  return {
    file: say('12-ota-upgrade', '12-OTA升级'),
    title: say('EC20: OTA', 'EC20 OTA 升级'),
    purpose: say(
      'Report the version, receive an upgrade, report its progress',
      '上报版本，接收升级通知，上报进度',
    ),
    press: say(
      '“push 1.1.0”: the virtual cloud pushes an upgrade. “version 1.0.0” reports the version again, “ask” asks for an upgrade.',
      '按“推送 1.1.0”，虚拟云平台推送升级。按“版本 1.0.0”，重新上报版本；按“查询”，查询升级包。',
    ),
    see: say(
      '“new firmware 1.1.0”, the progress, and the new version reported.',
      '调试侧边栏里出现“新版本 1.1.0”，然后是进度和新版本的上报。',
    ),
    more: say(
      'A device reports its version after every start: without it the cloud offers no upgrade. Download and install the file your own way (by the Pi’s network or an exec node, not through the 4G module), report the progress, restart, and report the new version.',
      '设备每次启动后都要上报版本，否则云端不会推送升级。下载和安装由自己的流程完成（用树莓派的网络或 exec 节点，不经过 4G 模块），期间上报进度，重启后上报新版本。',
    ),
    rows: [
      'push > cloud',
      'start > version > told',
      'ask > firmware > offer',
      'upgrade > install > progress > progressed',
      '_ install:2 > updated > finished',
      'upgrade > seen',
    ],
    nodes: {
      push: button(say('push 1.1.0', '推送 1.1.0'), { demo: 'pushUpgrade', version: '1.1.0' }),
      cloud: demoCloud(say),
      start: button(say('version 1.0.0', '版本 1.0.0'), '1.0.0', AT_START),
      version: publish(say('report version', '上报版本'), 'ota-version'),
      told: delivered(say),
      ask: button(say('ask', '查询')),
      firmware: publish(say('ask for upgrade', '查询升级包'), 'ota-firmware'),
      offer: sentence(
        say('offer', '查询结果'),
        say(
          "reply.data.version ? 'firmware ' & reply.data.version & ' is offered' : 'no upgrade is offered'",
          "reply.data.version ? '可以升级到 ' & reply.data.version : '没有可用的升级包'",
        ),
      ),
      upgrade: subscribe(say('upgrade', '升级通知'), 'ota'),
      install: code(
        say('install', '安装'),
        say(
          `// Download msg.payload.url and install it here. -1: failed, -2: download, -3: check, -4: flash.
if (!msg.payload.url) return null;
node.send([{ payload: 50 }, null]);
node.send([{ payload: 100 }, null]);
return [null, { payload: msg.payload.version }];`,
          `// 在这里下载 msg.payload.url 并安装。-1：升级失败，-2：下载失败，-3：校验失败，-4：烧写失败
if (!msg.payload.url) return null;
node.send([{ payload: 50 }, null]);
node.send([{ payload: 100 }, null]);
return [null, { payload: msg.payload.version }];`,
        ),
        2,
      ),
      progress: publish(say('progress', '上报进度'), 'ota-progress'),
      progressed: sentence(
        say('reported', '已上报'),
        say("'progress reported: ' & payload & ' %'", "'已上报进度 ' & payload & '%'"),
      ),
      updated: publish(say('new version', '上报新版本'), 'ota-version'),
      finished: sentence(
        say('reported', '已上报'),
        say("'version reported: ' & payload", "'已上报版本 ' & payload"),
      ),
      seen: sentence(
        say('firmware', '新版本'),
        say(
          "payload.version ? 'new firmware ' & payload.version & ', ' & payload.size & ' bytes' : 'no new firmware'",
          "payload.version ? '新版本 ' & payload.version & '，' & payload.size & ' 字节' : '没有新版本'",
        ),
      ),
    },
  };
}

function time(say) {
  return {
    file: say('13-time', '13-云端对时'),
    title: say('EC20: time', 'EC20 云端对时'),
    purpose: say('The time, for a Pi without a clock', '没有时钟的树莓派，如何得到正确时间'),
    press: say('“ask the cloud”; “time in use”.', '按“查询云端”；按“当前时间”。'),
    see: say(
      'the cloud’s time; the time in use and where it came from.',
      '调试侧边栏里出现云端时间；使用中的时间和它的来源。',
    ),
    more: say(
      'A Pi that starts without a network has a wrong clock. ec20 status has the time used for readings in payload.time: utc, source (cloud, network, ntp, computer) and offsetMs. Posts without a time use it; the system clock is never set.',
      '树莓派不联网启动时，时钟是错的。“ec20 状态”的 payload.time 是上报所用的时间：utc、来源 source（cloud、network、ntp、computer）和本机时钟的偏差 offsetMs。没带时间的上报自动使用它；系统时钟从不修改。',
    ),
    rows: ['ask > ntp > _ > answer', 'now > state > right > used'],
    nodes: {
      ask: button(say('ask the cloud', '查询云端'), undefined, { once: true, onceDelay: 5 }),
      ntp: publish(say('get time', '云端时间'), 'ntp'),
      answer: sentence(
        say('time', '云端时间'),
        say(
          "'cloud time ' & $fromMillis($number(reply.data.serverSendTime))",
          "'云端时间 ' & $fromMillis($number(reply.data.serverSendTime))",
        ),
      ),
      now: button(say('time in use', '当前时间'), undefined, {
        props: [{ p: 'topic', vt: 'str' }],
        topic: 'now',
      }),
      state: { type: 'ec20-status', version: 1, name: say('status', '状态') },
      right: code(
        say('on request', '变化或查询'),
        say(
          `// The right time of a reading is msg.payload.time.utc. Pass it on when asked, or when its source changes.
const { time } = msg.payload;
if (!time && msg.topic !== 'now') return null;
if (msg.topic !== 'now' && time.source === context.get('source')) return null;
context.set('source', time?.source);
msg.payload = time ? \`\${new Date(time.utc).toISOString()} (\${time.source})\` : 'the time is not known yet';
return msg;`,
          `// 采集时间用 msg.payload.time.utc；只在查询时，或者来源变化时输出
const SOURCES = { cloud: '云端', network: '移动网络', ntp: '时间服务器', computer: '本机' };
const { time } = msg.payload;
if (!time && msg.topic !== 'now') return null;
if (msg.topic !== 'now' && time.source === context.get('source')) return null;
context.set('source', time?.source);
msg.payload = time ? \`\${new Date(time.utc).toISOString()}（来源：\${SOURCES[time.source]}）\` : '还不知道时间';
return msg;`,
        ),
      ),
      used: sentence(
        say('time in use', '使用中的时间'),
        say("'time in use ' & payload", "'使用中的时间 ' & payload"),
      ),
    },
  };
}

function bytes(say) {
  return {
    file: say('14-raw-and-broadcast', '14-透传和广播'),
    title: say('EC20: raw, broadcast', 'EC20 透传和广播'),
    purpose: say('Raw bytes and broadcasts', '透传数据和广播消息'),
    press: say('“send 21.5 °C”, “cloud: bytes” and “cloud: all”.', '按“上报 21.5 °C”“下发字节”和“发广播”。'),
    see: say(
      '“delivered …”, “set to 21.5 °C” and the broadcast’s text.',
      '调试侧边栏里出现“已送达 …”“下发的温度 21.5 °C”和广播的内容。',
    ),
    more: say(
      'Raw: for products whose data format is 透传/自定义, where a script in the cloud converts bytes; here a temperature in tenths, two bytes. Broadcast: a message to all devices of the product arrives without a subscription.',
      '透传：用于数据格式为“透传/自定义”的产品，由云端的脚本转换字节；这里用两个字节表示温度的十倍。广播：云端同时发给本产品的所有设备，不用订阅。',
    ),
    rows: [
      'reading > encode > up > sent',
      'bytesDown > cloud',
      'all > cloud',
      'down > decode > _ > temperature',
      'broadcast > _ > _ > announced',
    ],
    nodes: {
      reading: button(say('send 21.5 °C', '上报 21.5 °C'), 21.5),
      encode: code(
        say('two bytes', '两个字节'),
        `const bytes = Buffer.alloc(2);
bytes.writeInt16BE(Math.round(msg.payload * 10));
msg.payload = bytes;
return msg;`,
      ),
      up: publish(say('raw data', '透传上报'), 'raw'),
      sent: delivered(say),
      bytesDown: button(say('cloud: bytes', '下发字节'), { demo: 'sendRaw', hex: '00d7' }),
      all: button(say('cloud: all', '发广播'), {
        demo: 'broadcast',
        text: say('hello, all devices', '各设备请注意'),
      }),
      cloud: demoCloud(say),
      down: subscribe(say('raw data', '透传下发'), 'raw', { datatype: 'buffer' }),
      decode: code(say('in °C', '换算成 °C'), 'msg.payload = msg.payload.readInt16BE(0) / 10;\nreturn msg;'),
      temperature: sentence(
        say('set to', '下发的温度'),
        say("'set to ' & payload & ' °C'", "'下发的温度 ' & payload & ' °C'"),
      ),
      broadcast: subscribe(say('broadcast', '广播'), 'broadcast'),
      announced: sentence(
        say('announced', '广播内容'),
        say("'broadcast: ' & $string(payload)", "'广播：' & $string(payload)"),
      ),
    },
  };
}

export const CLOUD = [services, desired, upgrade, time, bytes];
