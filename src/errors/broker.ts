import { errorRows } from './row';

/** The way to the broker, up to an open connection. */
export const BROKER_ERRORS = errorRows({
  EC20_OPEN_FAILED: {
    fact: {
      en: 'The module could not open a connection to {host}, port {port}, and gives no reason.',
      zh: '模块连不上 {host} 的 {port} 端口，没有给出原因。',
    },
    why: {
      en: 'Wrong host or port, a firewall, weak signal; with TLS also a wrong certificate, an old firmware or an unset clock (AT+QMTOPEN result -1).',
      zh: '域名或端口不对、被防火墙挡住、信号弱；用 TLS 时还可能是证书不对、固件太旧或时钟没校准（AT+QMTOPEN 结果 -1）。',
    },
    cures: {
      everywhere: {
        en: 'Compare host and port with the console (实例详情 → 查看开发配置), and check the signal; it is tried again.',
        zh: '请对照控制台“实例详情 → 查看开发配置”核对接入域名和端口，并检查信号；会自动重试。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'Compare host and port with {theConsole}, and check the signal; it is tried again.',
          zh: '请对照{theConsole}核对服务器地址和端口，并检查信号；会自动重试。',
        },
      },
    },
    short: { en: 'open failed', zh: '打开连接失败' },
    failure: {
      state: 'waiting',
      floorMs: 0,
      evidence: 'none',
      trouble: 'route',
      suspects: ['context', 'tls'],
    },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'server', deaf: false },
  },
  EC20_OPEN_PARAMETER: {
    fact: {
      en: 'The module rejects the address {host}, port {port}.',
      zh: '模块不接受地址 {host} 和端口 {port}。',
    },
    why: {
      en: 'The host is longer than 100 bytes, or holds mqtt://, a slash, a blank or the port (AT+QMTOPEN result 1).',
      zh: '域名超过 100 字节，或者里面带了 mqtt://、斜杠、空格、端口号（AT+QMTOPEN 结果 1）。',
    },
    cures: {
      everywhere: {
        en: 'Enter the bare host name without mqtt:// and without a port, and a port from 1 to 65535.',
        zh: '“接入域名”只填域名，不带 mqtt:// 和端口；“端口号”填 1 到 65535。',
      },
    },
    short: { en: 'bad host', zh: '域名或端口有误' },
    failure: { state: 'failed', floorMs: 10_000, evidence: 'none', trouble: 'none', suspects: ['tls'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'server', deaf: false },
  },
  EC20_OPEN_OCCUPIED: {
    fact: {
      en: 'The module’s MQTT client {index} is still busy with an earlier connection.',
      zh: '模块的 {index} 号 MQTT 客户端还被之前的连接占用。',
    },
    why: {
      en: 'This program was restarted and the module kept its connection, or another program uses the same module (AT+QMTOPEN result 2).',
      zh: '本程序重启而模块没有断开，或者有别的程序在用同一个模块（AT+QMTOPEN 结果 2）。',
    },
    cures: {
      node: {
        en: 'It is closed and opened anew; if that does not help, set another client index from 0 to 5 in the modem node.',
        zh: '会自动关闭后重新打开；如果不行，请在模块节点里换一个“MQTT 客户端标识符”（0～5）。',
      },
      console: 'node',
      terminal: {
        en: 'It is closed and opened anew; if that does not help, use another client index from 0 to 5.',
        zh: '会自动关闭后重新打开；如果不行，请换一个 MQTT 客户端标识符（0～5）。',
      },
      library: 'terminal',
    },
    short: { en: 'client in use', zh: '客户端被占用' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'client', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'server', deaf: false },
  },
  EC20_OPEN_DNS: {
    fact: {
      en: 'The module is online but cannot resolve {host}.',
      zh: '模块已联网，但解析不了域名 {host}。',
    },
    why: {
      en: 'Typical of IoT cards in China: registered, an address, yet nothing reachable, for the reasons named here. Else a typing error in the host, product key, region or instance ID.',
      zh: '国内物联网卡的常见现象：注册成功、也有 IP，却什么都访问不了，多因定向流量限制、机卡绑定、欠费或未实名；也可能是域名、ProductKey、地域或实例 ID 写错。',
    },
    cures: {
      everywhere: {
        en: 'Check the APN (CMIOT, CMNET, UNINET, CTNET), then the SIM card: whitelist 定向流量, bound to another device 机卡绑定, unpaid 欠费, no real-name registration 未实名.',
        zh: '先核对接入点 APN（CMIOT、CMNET、UNINET、CTNET），再向卡商查：定向流量白名单里有没有这个域名、是否触发机卡绑定、欠费或未实名。',
      },
    },
    short: { en: 'DNS failed', zh: '域名解析失败' },
    failure: { state: 'failed', floorMs: 0, evidence: 'none', trouble: 'name', suspects: ['context'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'server', deaf: false },
  },
  EC20_OPEN_NETWORK: {
    fact: {
      en: 'The module is online but does not get through to {host}, port {port}.',
      zh: '模块已联网，但连不通 {host} 的 {port} 端口。',
    },
    why: {
      en: 'A whitelist at the SIM provider drops what it does not know; else a wrong port, a broker that is off, or a firewall (AT+QMTOPEN result 5).',
      zh: '卡商的白名单会丢弃名单以外的数据；也可能是端口写错、服务器没开或有防火墙（AT+QMTOPEN 结果 5）。',
    },
    cures: {
      everywhere: {
        en: 'Ask the SIM provider: whitelist 定向流量 (host and port), bound card 机卡绑定, unpaid 欠费, no real name 未实名, right APN (CMIOT, CMNET, UNINET, CTNET).',
        zh: '请向卡商确认：定向流量白名单含这个域名和端口，卡没有因机卡绑定、欠费、未实名被停，接入点 APN 正确（CMIOT、CMNET、UNINET、CTNET）。',
      },
    },
    short: { en: 'unreachable', zh: '服务器不可达' },
    failure: {
      state: 'waiting',
      floorMs: 0,
      evidence: 'none',
      trouble: 'route',
      suspects: ['context', 'tls'],
    },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'server', deaf: false },
  },
  EC20_OPEN_PDP: {
    fact: {
      en: 'The module has no data connection for MQTT (APN: {apn}).',
      zh: '模块没有可供 MQTT 使用的数据连接（接入点 APN：{apn}）。',
    },
    why: {
      en: 'The PDP context went down or never came up: wrong APN, unpaid card, weak signal, or another program changed the context (AT+QMTOPEN result 3).',
      zh: 'PDP 上下文掉了或没有激活：APN 不对、欠费、信号弱，或者被别的程序改动（AT+QMTOPEN 结果 3）。',
    },
    cures: {
      everywhere: {
        en: 'The data connection is set up again automatically; if this stays, enter the APN of the card’s provider (CMIOT, CMNET, UNINET, CTNET).',
        zh: '会自动重新建立数据连接；如果一直这样，请填卡商给的接入点 APN（CMIOT、CMNET、UNINET、CTNET）。',
      },
    },
    short: { en: 'check the APN', zh: '请检查 APN' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'context', trouble: 'context', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'address', deaf: false },
  },
  EC20_OPEN_TIMEOUT: {
    fact: { en: 'No answer came from {host}, port {port}.', zh: '连接 {host} 的 {port} 端口一直没有结果。' },
    why: {
      en: 'The module got no result in time. An IoT card that is registered and has an address may still reach nothing, for the reasons named here; or the signal is very weak.',
      zh: '模块在限定时间内没有报告结果。物联网卡即使注册成功、有 IP，也可能因定向流量限制、机卡绑定、欠费或未实名而什么都访问不了；也可能信号太弱。',
    },
    cures: {
      everywhere: {
        en: 'Check signal and APN (CMIOT, CMNET, UNINET, CTNET); the SIM card may have a whitelist 定向流量, be bound 机卡绑定, unpaid 欠费 or without real name 未实名.',
        zh: '请检查信号和接入点 APN（CMIOT、CMNET、UNINET、CTNET），并查卡是否有定向流量限制、机卡绑定、欠费或未实名。',
      },
    },
    short: { en: 'unreachable', zh: '服务器不可达' },
    failure: {
      state: 'waiting',
      floorMs: 0,
      evidence: 'none',
      trouble: 'route',
      suspects: ['context', 'tls'],
    },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'server', deaf: false },
  },
});
