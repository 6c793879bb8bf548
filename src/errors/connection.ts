import { errorRows } from './row';

/** The end of a connection that had been made. */
export const CONNECTION_ERRORS = errorRows({
  EC20_LINK_PEER_CLOSED: {
    fact: { en: 'The broker closed the connection.', zh: '服务器断开了连接。' },
    why: {
      en: 'Another client logged in with the same triplet or client ID, the device was disabled or deleted in the console, nothing was sent for too long, or a topic is not allowed (+QMTSTAT 1).',
      zh: '有别的程序用同一个三元组或客户端 ID 登录、设备在控制台被禁用或删除、太久没有数据，或者 Topic 没有权限（+QMTSTAT 1）。',
    },
    cures: {
      everywhere: {
        en: 'It reconnects automatically; if it repeats, see 监控运维 → 日志服务 in the console, and that no second device uses the same triplet.',
        zh: '会自动重连；如果反复出现，请看控制台“监控运维 → 日志服务”，并确认没有第二个设备用同一个三元组。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'It reconnects automatically; if it repeats, see the device’s log in {theConsole}, and that no second device uses the same login.',
          zh: '会自动重连；如果反复出现，请到{theConsole}看设备日志，并确认没有第二个设备用同样的登录信息。',
        },
      },
    },
    short: { en: 'server closed', zh: '服务器断开' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: ['plain-login'] },
    publish: 'suspect',
    subscribe: 'suspect',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_LINK_PING: {
    fact: { en: 'The broker no longer answers the module’s keep-alive.', zh: '服务器不再应答模块的心跳。' },
    why: {
      en: 'The mobile network dropped the connection quietly, mostly on a weak signal or after long silence (+QMTSTAT 2).',
      zh: '移动网络悄悄断开了连接，多因信号弱或长时间没有数据（+QMTSTAT 2）。',
    },
    cures: {
      everywhere: {
        en: 'The data connection is set up again and it reconnects automatically; if it is frequent, improve the antenna or shorten the keep-alive.',
        zh: '会自动重新建立数据连接并重连；如果频繁出现，请改善天线位置，或缩短保活时间。',
      },
    },
    short: { en: 'no ping reply', zh: '心跳无应答' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'context', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_LINK_CONNECT: {
    fact: { en: 'The login to the broker could not be sent.', zh: '登录请求没能发到服务器。' },
    why: {
      en: 'The connection broke right after opening, or the broker hung up before the login came (+QMTSTAT 3).',
      zh: '刚打开连接就断了，或者服务器没等到登录就挂断（+QMTSTAT 3）。',
    },
    cures: {
      everywhere: {
        en: 'The next try follows automatically; if it repeats, check the signal and the port number.',
        zh: '稍后自动再试；如果反复出现，请检查信号和端口号。',
      },
    },
    short: { en: 'connect failed', zh: '登录没发出' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: ['plain-login'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_LINK_CONNACK: {
    fact: { en: 'The broker left the login unanswered.', zh: '服务器没有应答登录请求。' },
    why: {
      en: 'Wrong credentials that the broker drops without a word, a client ID in use, or lost packets (+QMTSTAT 4).',
      zh: '服务器对错误的账号不予应答、客户端 ID 正被使用，或者丢包（+QMTSTAT 4）。',
    },
    cures: {
      everywhere: {
        en: 'It tries again; if it stays, compare the triplet or the user name and password with those of the broker.',
        zh: '会自动重试；如果一直这样，请核对三元组，或服务器的用户名和密码。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'It tries again; if it stays, compare {theLogin} with {theConsole}.',
          zh: '会自动重试；如果一直这样，请对照{theConsole}核对{theLogin}。',
        },
      },
    },
    short: { en: 'no CONNACK', zh: '登录无应答' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: ['plain-login'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_LINK_DISCONNECTED: {
    fact: { en: 'The module has logged out of the broker.', zh: '模块已从服务器退出登录。' },
    why: {
      en: 'The module sent DISCONNECT and the broker closed the connection, mostly because another program gave AT+QMTDISC (+QMTSTAT 5).',
      zh: '模块发了 DISCONNECT，服务器随后关闭连接，多半是别的程序执行了 AT+QMTDISC（+QMTSTAT 5）。',
    },
    cures: {
      everywhere: {
        en: 'It logs in again automatically; let no other program use the module’s other ports (ttyUSB3) for MQTT.',
        zh: '会自动重新登录；请不要让别的程序通过模块的其他口（ttyUSB3）操作 MQTT。',
      },
    },
    short: { en: 'link closed', zh: '连接已断开' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'suspect',
    subscribe: 'suspect',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_LINK_SEND: {
    fact: {
      en: 'The module gave the connection up because sending kept failing.',
      zh: '模块多次发送失败，已放弃这条连接。',
    },
    why: {
      en: 'A weak or crowded network, or more data than it carries (+QMTSTAT 6).',
      zh: '信号弱、网络拥塞，或者数据量超过网络能承受的（+QMTSTAT 6）。',
    },
    cures: {
      everywhere: {
        en: 'It reconnects and sends what is waiting; if it is frequent, send less often or improve the antenna.',
        zh: '会自动重连并补发等待的消息；如果频繁出现，请降低发送频率或改善天线。',
      },
    },
    short: { en: 'send failed', zh: '发送失败' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_LINK_DEAD: {
    fact: {
      en: 'The connection is dead or the broker cannot be reached.',
      zh: '连接已失效，或者服务器不可达。',
    },
    why: {
      en: 'The mobile network changed or lost the way to the broker, or the broker is down (+QMTSTAT 7).',
      zh: '移动网络切换、到服务器的路由中断，或者服务器停了（+QMTSTAT 7）。',
    },
    cures: {
      everywhere: {
        en: 'It is opened again automatically; if it stays, check the signal, the card’s data and whether the broker is up.',
        zh: '会自动重新建立；如果一直不行，请检查信号、卡的流量，以及服务器是否在线。',
      },
    },
    short: { en: 'link dead', zh: '链路失效' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_LINK_CLIENT_CLOSED: {
    fact: { en: 'The module itself closed the connection.', zh: '模块自己关闭了连接。' },
    why: {
      en: 'Newer firmware reports this after a fault of its own or when another program closed it (+QMTSTAT 8).',
      zh: '较新的固件在自身出错或被别的程序关闭时这样报告（+QMTSTAT 8）。',
    },
    cures: {
      everywhere: {
        en: 'A new connection follows automatically; if it repeats, look for another program that uses the module.',
        zh: '会自动建立新连接；如果反复出现，请查是否有别的程序在用这个模块。',
      },
    },
    short: { en: 'link closed', zh: '连接已断开' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'suspect',
    subscribe: 'suspect',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_LINK_UNKNOWN: {
    fact: {
      en: 'The connection ended for a reason that only the module knows: +QMTSTAT {stat}.',
      zh: '连接断开，原因码没有公开说明：+QMTSTAT {stat}。',
    },
    why: {
      en: 'Quectel’s note explains 1 to 8; other numbers are reserved.',
      zh: '移远文档只解释了 1 到 8，其余为保留值。',
    },
    cures: {
      everywhere: {
        en: 'It reconnects on its own; if you meet it often, please report it with the firmware version that ATI shows.',
        zh: '会自行重连；如果经常出现，请连同 ATI 显示的固件版本一起反馈。',
      },
    },
    short: { en: 'link lost', zh: '连接断开' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'suspect',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_LINK_SILENT: {
    fact: {
      en: 'The connection ended without any notice from the module.',
      zh: '连接已经断开，模块却没有通知。',
    },
    why: {
      en: 'Nothing was received for a while, and AT+QMTCONN? says that the module is not connected: its notice was lost, or goes to another port (AT+QURCCFG).',
      zh: '一段时间没有动静，查 AT+QMTCONN? 得知模块已不在线：断线通知丢了，或者送到了别的口（AT+QURCCFG）。',
    },
    cures: {
      node: {
        en: 'It is set up again; if it repeats, set “Events on” in the modem node to all.',
        zh: '会自动重新连接；如果反复出现，请在模块节点里把“上报串口”设为 all。',
      },
      console: 'node',
      terminal: {
        en: 'It is set up again; if it repeats, set the port for unsolicited codes (urcPort) to all.',
        zh: '会自动重新连接；如果反复出现，请把上报串口（urcPort）设为 all。',
      },
      library: 'terminal',
    },
    short: { en: 'link silent', zh: '链路无响应' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'suspect',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
});
