// Examples 17 and 18: devices behind a gateway, by a node for each and by a table in the modem node.
import {
  AT_START,
  button,
  code,
  DEVICE_STATES_ZH,
  publish,
  publishTo,
  replied,
  sentence,
  STATES_ZH,
  status,
  subscribe,
} from './nodes.mjs';
import { modem } from './modem.mjs';

const METER = 'a1DemoMeter';
const METERS = ['meter1', 'meter2', 'meter3'];
const CLOUD_TOPIC = '/${productKey}/${deviceName}/user/update';

/** A sub-device as a node of its own; without a secret it registers through the gateway. */
function device(say, deviceName) {
  return { type: 'ec20-device', version: 1, name: say(deviceName, `电表 ${deviceName}`), productKey: METER, deviceName };
}

/** What the server of the virtual cloud is asked to do. */
const relay = (value) => ({ demo: 'setProperty', params: { Relay: value } });

/** The state of the gateway, and that of each device behind it. */
function states(say) {
  return sentence(
    say('states', '在线状态'),
    say(
      "'gateway ' & payload.state & ': ' & $join(payload.subDevices.(deviceName & ' ' & state), ', ')",
      `'网关：' & $lookup(${STATES_ZH}, payload.state) & '；' & $join(payload.subDevices.(deviceName & '：' & $lookup(${DEVICE_STATES_ZH}, state)), '，')`,
    ),
  );
}

function meterReading(say, name, voltage) {
  return button(say(`read ${name}`, `读 ${name}`), { Voltage: voltage, Power: 350 });
}

function threeDevices(say) {
  const name = say('post', '上报');
  return {
    file: say('17-three-meters-three-devices', '17-网关下的三个子设备'),
    title: say('EC20: three sub-devices', 'EC20 网关下的三个子设备'),
    purpose: say(
      'Gateway: three meters, each a device of its own in the cloud, on one module',
      '网关：三块电表在云端是三个独立的子设备，共用一个模块上云',
    ),
    press: say(
      '“read meter1” to “read meter3”; then “cloud: meter2 on” or “off”; “who is online?”.',
      '依次按“读 meter1”到“读 meter3”；再按“云端合闸”“云端分闸”；“谁在线”。',
    ),
    see: say(
      '“reply code: 200” for each meter; “meter2: the cloud sets …” and its confirmation; the state of each.',
      '调试侧边栏里每块电表各有“云端应答 code: 200”；“meter2：云端设置 …”和随后的确认；各子设备的在线状态。',
    ),
    more: say(
      'An ec20-device node is one sub-device. Nodes that choose it under Sub-device speak for it; topology and login are done by themselves. These meters have no DeviceSecret: they register through the gateway. Your own: a product of the node type gateway sub-device (网关子设备), its ProductKey, DeviceName and DeviceSecret in each ec20-device node; the modem node’s product is a gateway device (网关设备). Guide: “Gateway and sub-devices” on the package’s page.',
      '每个 ec20-device 节点是一个子设备，在“子设备”一栏选用它的节点就代表它收发；拓扑关系和登录都自动完成。这里的电表没有填 DeviceSecret，会通过网关动态注册。换成自己的：子设备的产品选“网关子设备”，把 ProductKey、DeviceName、DeviceSecret 填到各个 ec20-device 节点；模块节点所属的产品选“网关设备”。详见本软件包主页的“网关与子设备”。',
    ),
    rows: [
      'read1 > post1 > reply1',
      'read2 > post2 > reply2',
      'read3 > post3 > reply3',
      'on > cloud',
      'off > cloud',
      'set > switch > post > confirmed',
      '_ switch > seen',
      'ask > state > states',
    ],
    nodes: {
      read1: meterReading(say, 'meter1', 221.5),
      read2: meterReading(say, 'meter2', 222.5),
      read3: meterReading(say, 'meter3', 223.5),
      post1: publish(`${name} meter1`, 'property', { device: '@meter1' }),
      post2: publish(`${name} meter2`, 'property', { device: '@meter2' }),
      post3: publish(`${name} meter3`, 'property', { device: '@meter3' }),
      reply1: replied(say),
      reply2: replied(say),
      reply3: replied(say),
      on: button(say('cloud: meter2 on', '云端合闸'), relay(1)),
      off: button(say('cloud: meter2 off', '云端分闸'), relay(0)),
      cloud: { ...publishTo(say('virtual cloud', '虚拟云平台'), CLOUD_TOPIC), device: '@meter2' },
      set: subscribe(say('meter2 set', '设置 meter2'), 'property-set', { device: '@meter2', autoReply: 'ok' }),
      switch: code(
        say('switch relay', '控制继电器'),
        say(
          `// Switch the meter's relay here: msg.payload.Relay is 0 or 1.
return { payload: msg.payload };`,
          `// 在这里控制电表的继电器：msg.payload.Relay 是 0 或 1
return { payload: msg.payload };`,
        ),
      ),
      post: publish(say('post new value', '上报新值'), 'property', { device: '@meter2' }),
      confirmed: replied(say),
      seen: sentence(
        say('set by cloud', '云端设置'),
        say("'meter2: the cloud sets ' & $string(payload)", "'meter2：云端设置 ' & $string(payload)"),
      ),
      ask: button(say('who is online?', '谁在线')),
      state: status(say('state', '状态')),
      states: states(say),
    },
    config: Object.fromEntries(METERS.map((each) => [each, device(say, each)])),
  };
}

/** Its table is in its modem node: so it has one of its own, and no other example's is changed by importing it. */
function tableModem(say) {
  return {
    ...modem(say),
    id: 'ec20examplegateway',
    name: say('EC20 gateway (simulator)', 'EC20 网关（虚拟模块）'),
    queue: 'memory',
    subDevices: ['productKey,deviceName', ...METERS.map((each) => `${METER},${each}`)].join('\n'),
  };
}

function table(say) {
  const meter2 = { props: [{ p: 'payload' }, { p: 'device', v: 'meter2', vt: 'str' }] };
  return {
    file: say('18-table-of-meters', '18-一张表管理许多电表'),
    title: say('EC20: table of meters', 'EC20 一张表管理许多电表'),
    purpose: say(
      'Gateway: many meters from a table, chosen by msg.device',
      '网关：电表填在一张表里，用 msg.device 指定',
    ),
    press: say(
      '“every 60 s” runs by itself, and when pressed; “cloud: meter2 on” or “off”; “who is online?”.',
      '“每 60 秒”会自动运行，也可以按；“云端合闸”“云端分闸”；“谁在线”。',
    ),
    see: say(
      '“meter1: reply code 200” and so on for each meter; “meter2: the cloud sets …”; how many are online.',
      '调试侧边栏里每块电表一行“meter1：云端应答 200”；“meter2：云端设置 …”；有几个在线。',
    ),
    more: say(
      'The table is in the modem node, tab Sub-devices: paste the console’s list of devices (CSV) there; secrets become credentials. One publish node serves all of them: msg.device is the DeviceName, or ProductKey/DeviceName. One subscribe node receives for every sub-device and says in msg.device for which. Guide: “Gateway and sub-devices” on the package’s page.',
      '表在模块节点的“子设备”页：把控制台导出的设备列表（CSV）粘贴进去，密钥会存为凭据。一个发布节点就能代表所有电表：msg.device 填 DeviceName 或 ProductKey/DeviceName。一个订阅节点接收所有子设备的消息，msg.device 说明是哪一个。详见本软件包主页的“网关与子设备”。',
    ),
    real: say(
      'A real device: this example has a modem node of its own. Set its port to auto, paste the certificate (设备证书) of a gateway device, and paste your table. Use one modem node for each module: delete those of other examples.',
      '换成真实设备：本示例有自己的模块节点，把它的串口改为 auto，粘贴网关设备的设备证书，再粘贴自己的子设备表。一个模块只能用一个模块节点，其他示例的模块节点请删掉。',
    ),
    rows: [
      'tick > loop > post > reply',
      'on > cloud',
      'off > cloud',
      'set > switch > confirm > confirmed',
      '_ switch > seen',
      'ask > state > states',
    ],
    nodes: {
      tick: button(say('every 60 s', '每 60 秒'), undefined, { ...AT_START, repeat: '60' }),
      loop: code(
        say('each meter', '逐块抄表'),
        say(
          `// Read your meters here, one after the other: Modbus, BLE, LoRa …
const meters = ['${METERS.join("', '")}'];
for (const device of meters) {
    const voltage = 220 + Math.round(Math.random() * 50) / 10;
    node.send({ device, payload: { Voltage: voltage } });
}`,
          `// 在这里逐块读取你的电表：Modbus、蓝牙、LoRa 等
const meters = ['${METERS.join("', '")}'];
for (const device of meters) {
    const voltage = 220 + Math.round(Math.random() * 50) / 10;
    node.send({ device, payload: { Voltage: voltage } });
}`,
        ),
      ),
      post: publish(say('post for msg.device', '按 msg.device 上报'), 'property'),
      reply: sentence(
        say('reply', '云端应答'),
        say("device & ': reply code ' & reply.code", "device & '：云端应答 ' & reply.code"),
      ),
      on: button(say('cloud: meter2 on', '云端合闸'), relay(1), meter2),
      off: button(say('cloud: meter2 off', '云端分闸'), relay(0), meter2),
      cloud: publishTo(say('virtual cloud', '虚拟云平台'), CLOUD_TOPIC),
      set: subscribe(say('set for all', '所有子设备'), 'property-set', { devices: 'all', autoReply: 'ok' }),
      switch: code(
        say('switch relay', '控制继电器'),
        say(
          `// msg.deviceName says which meter: switch its relay here.
return { device: msg.device, deviceName: msg.deviceName, payload: msg.payload };`,
          `// msg.deviceName 是哪块电表：在这里控制它的继电器
return { device: msg.device, deviceName: msg.deviceName, payload: msg.payload };`,
        ),
      ),
      confirm: publish(say('post new value', '上报新值'), 'property'),
      confirmed: replied(say),
      seen: sentence(
        say('set by cloud', '云端设置'),
        say(
          "deviceName & ': the cloud sets ' & $string(payload)",
          "deviceName & '：云端设置 ' & $string(payload)",
        ),
      ),
      ask: button(say('who is online?', '谁在线')),
      state: status(say('state', '状态')),
      states: sentence(
        say('online', '在线个数'),
        say(
          "$count(payload.subDevices[state = 'online']) & ' of ' & $count(payload.subDevices) & ' meters online'",
          "$count(payload.subDevices) & ' 块电表，' & $count(payload.subDevices[state = 'online']) & ' 块在线'",
        ),
      ),
    },
    modem: tableModem(say),
  };
}

export const GATEWAY = [threeDevices, table];
