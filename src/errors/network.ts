import { A_WARNING, IN_THE_CHECKLIST, errorRows } from './row';

/** The radio, the mobile network and its packet data. */
export const NETWORK_ERRORS = errorRows({
  EC20_RADIO_WAS_OFF: {
    fact: {
      en: 'The module’s radio was off (AT+CFUN={level}); it has been switched on.',
      zh: '模块的射频被关掉了（AT+CFUN={level}），现已打开。',
    },
    why: {
      en: 'Another program had left it so: ModemManager puts a modem to sleep with AT+CFUN=4, some drivers say goodbye with AT+CFUN=0.',
      zh: '是别的程序留下的：ModemManager 会用 AT+CFUN=4 让模块休眠，有的驱动退出时会发 AT+CFUN=0。',
    },
    cures: {
      everywhere: {
        en: 'Nothing has to be done; if it comes again, a program is still at the module: sudo systemctl disable --now ModemManager, and close serial assistants and dial-up scripts.',
        zh: '无需处理；如果反复出现，说明还有别的程序在用这个模块：执行 sudo systemctl disable --now ModemManager，并关掉串口助手和拨号脚本。',
      },
    },
    short: A_WARNING,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'signal', deaf: false },
  },
  EC20_RADIO_OFF: {
    fact: {
      en: 'The module’s radio is off (AT+CFUN={level}) and does not go on.',
      zh: '模块的射频处于关闭状态（AT+CFUN={level}），打不开。',
    },
    why: {
      en: 'The pin W_DISABLE# holds it off (aeroplane mode by hardware), another program switches it off again, or the firmware is set to start in aeroplane mode.',
      zh: 'W_DISABLE# 引脚被拉住（硬件飞行模式），或者别的程序又把它关掉，或者固件设成了开机即飞行模式。',
    },
    cures: {
      everywhere: {
        en: 'Look at the board’s switch or wiring of W_DISABLE#, stop ModemManager, and switch the module off and on.',
        zh: '检查底板上的 W_DISABLE# 开关或接线，停用 ModemManager，再把模块断电重启。',
      },
    },
    short: { en: 'radio is off', zh: '射频已关闭' },
    failure: { state: 'failed', floorMs: 10_000, evidence: 'none', trouble: 'card', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'signal', deaf: false },
  },
  EC20_OPERATOR_LEFT: {
    fact: {
      en: 'The module had been set to one network, or to none (AT+COPS mode {mode}); it chooses automatically again.',
      zh: '模块之前被设成不注册网络或只用指定的运营商（AT+COPS 模式 {mode}），现已改回自动选网。',
    },
    why: {
      en: 'Another program or a person had deregistered it (AT+COPS=2) or tied it to one operator by hand (AT+COPS=1), which was not to be had here.',
      zh: '别的程序或人为操作让它注销了网络（AT+COPS=2），或者手动锁定了某个运营商（AT+COPS=1），而本地没有这个网络。',
    },
    cures: {
      everywhere: {
        en: 'Nothing has to be done; if it comes again, another program is still at the module.',
        zh: '无需处理；如果反复出现，说明还有别的程序在用这个模块。',
      },
    },
    short: A_WARNING,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'registration', deaf: false },
  },
  EC20_NO_SIGNAL: {
    fact: { en: 'The module receives no signal.', zh: '模块收不到信号。' },
    why: {
      en: 'No antenna, an antenna on the wrong socket (DIV or GNSS instead of MAIN), a metal box around it, or no network of this operator here.',
      zh: '没接天线、天线接错了座子（接到 DIV 或 GNSS，而不是 MAIN）、装在金属盒里，或者这里没有该运营商的网络。',
    },
    cures: {
      everywhere: {
        en: 'Connect the 4G antenna to the socket MAIN and put it near a window; AT+CSQ should answer more than 10 and not 99.',
        zh: '把 4G 天线接到 MAIN 座，放到靠窗的位置；AT+CSQ 的第一个数应大于 10，而不是 99。',
      },
    },
    short: { en: 'no signal', zh: '无信号' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'registration', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'signal', deaf: false },
  },
  EC20_NOT_REGISTERED: {
    fact: {
      en: 'The module finds no network that lets it in; it is still searching.',
      zh: '模块还没注册上网络，仍在搜索。',
    },
    why: {
      en: 'A weak signal, a band that the module’s variant lacks, a card that has not been activated, or R06 firmware with a China Telecom card (R08 is better).',
      zh: '信号弱、模块版本不支持当地频段、卡没有激活，或者 R06 固件配电信卡（R08 更稳）。',
    },
    cures: {
      everywhere: {
        en: 'Check the antenna (MAIN socket) and try the card in a phone: it must get mobile data there.',
        zh: '检查天线是否接在 MAIN 座，并把卡放进手机里，看能不能用流量上网。',
      },
    },
    short: { en: 'no network', zh: '未注册网络' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'registration', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'registration', deaf: false },
  },
  EC20_REGISTRATION_DENIED: {
    fact: { en: 'The network denied this SIM card.', zh: '网络拒绝了这张 SIM 卡。' },
    why: {
      en: 'The card is suspended, unpaid (欠费), has no real-name registration (未实名), is bound to another device (机卡绑定), or may not roam here.',
      zh: '卡已停机、欠费、未实名，开了机卡绑定而换过设备，或者不允许在本地使用。',
    },
    cures: {
      everywhere: {
        en: 'Look at the card’s state in the SIM provider’s portal or app: unpaid (欠费), no real name (未实名), bound to another device (机卡绑定).',
        zh: '请到卡商平台或运营商 App 查这张卡的状态：是否欠费停机、未实名，或因机卡绑定被锁。',
      },
    },
    short: { en: 'network denied', zh: '网络拒绝注册' },
    failure: { state: 'failed', floorMs: 30_000, evidence: 'none', trouble: 'registration', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'registration', deaf: false },
  },
  EC20_REGISTRATION_LIMITED: {
    fact: {
      en: 'The network lets this SIM card in without data: registration status {status}.',
      zh: '网络只允许这张 SIM 卡做有限的业务，不能上网：注册状态 {status}。',
    },
    why: {
      en: 'Status 6 and 7 allow text messages only, 8 emergency calls only: the card has no data service or may not use this network, or the APN is one that the card is not allowed.',
      zh: '状态 6、7 只能收发短信，8 只能紧急呼叫：卡没有开通数据业务、不能使用这里的网络，或者填的 APN 不属于这张卡。',
    },
    cures: {
      everywhere: {
        en: 'Ask the card’s provider whether data is switched on for it and in this area, and which APN belongs to it.',
        zh: '请向卡商确认这张卡已开通数据业务、可在本地使用，并问清它的 APN。',
      },
    },
    short: { en: 'no data here', zh: '只能短信或急呼' },
    failure: { state: 'failed', floorMs: 30_000, evidence: 'none', trouble: 'registration', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'registration', deaf: false },
  },
  EC20_NOT_ATTACHED: {
    fact: {
      en: 'The module is registered, but the network gives it no data service.',
      zh: '模块已注册上网络，但没有数据业务。',
    },
    why: {
      en: 'The card has no data plan, its data is used up, or data is blocked for unpaid bills.',
      zh: '卡没有开通流量套餐、流量已用完，或者因欠费停了数据。',
    },
    cures: {
      everywhere: {
        en: 'Check the card’s data plan with its provider; a card for calls only will not do.',
        zh: '请向卡商查询流量套餐是否开通、有没有用完；只能打电话的卡不行。',
      },
    },
    short: { en: 'no data', zh: '没有数据业务' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'context', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'attached', deaf: false },
  },
  EC20_PDP_FAILED: {
    fact: {
      en: 'The data connection could not be activated (APN: {apn}): the network gives no address.',
      zh: '激活数据连接失败（接入点 APN：{apn}），没有拿到 IP 地址。',
    },
    why: {
      en: 'Another operator’s APN, a private APN with user and password, an unpaid or suspended card. An empty APN leaves the choice to the network.',
      zh: '填了别家运营商的 APN、专网 APN 需要用户名和密码，或者卡欠费停机。APN 留空表示由网络决定。',
    },
    cures: {
      everywhere: {
        en: 'Enter the APN that the card’s provider names (CMIOT or CMNET: China Mobile, UNINET: Unicom, CTNET: Telecom), and check the bill.',
        zh: '请填卡商给的接入点 APN（移动 CMIOT 或 CMNET，联通 UNINET，电信 CTNET），并确认没有欠费。',
      },
    },
    short: { en: 'check the APN', zh: '请检查 APN' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'context', trouble: 'context', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'address', deaf: false },
  },
  EC20_PDP_HELD: {
    fact: {
      en: 'PDP context {context} has an address, but not for the module’s own MQTT: another program seems to hold it.',
      zh: 'PDP 上下文 {context} 已经有了地址，但不是给模块自带的 MQTT 用的：看来正被别的程序占用。',
    },
    why: {
      en: 'A dial-up (pppd, wvdial), QMI or ECM networking, or ModemManager uses the same context; more rarely the module is stuck and gets over it when its radio is cycled, which happens automatically.',
      zh: '拨号程序（pppd、wvdial）、QMI 或 ECM 上网、ModemManager 用了同一个上下文；少数情况是模块卡住，重开射频就好，本软件包会自动去做。',
    },
    cures: {
      node: {
        en: 'Stop the other program (sudo systemctl disable --now ModemManager, sudo poff -a), or enter another PDP context in the modem node, such as 2.',
        zh: '停掉那个程序（sudo systemctl disable --now ModemManager，sudo poff -a），或者在模块节点里换一个 PDP 上下文，例如 2。',
      },
      console: 'node',
      terminal: {
        en: 'Stop the other program (sudo systemctl disable --now ModemManager, sudo poff -a), or use another PDP context, such as 2.',
        zh: '停掉那个程序（sudo systemctl disable --now ModemManager，sudo poff -a），或者换一个 PDP 上下文，例如 2。',
      },
      library: 'terminal',
    },
    short: { en: 'data held', zh: '数据连接被占用' },
    failure: { state: 'failed', floorMs: 0, evidence: 'context', trouble: 'context', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'address', deaf: false },
  },
  EC20_PDP_LOST: {
    fact: {
      en: 'The network has taken back the module’s address; the data connection is gone.',
      zh: '网络收回了模块的 IP 地址，数据连接断开了。',
    },
    why: {
      en: 'Handover to another cell, a long silence, maintenance of the network, or data that ran out.',
      zh: '切换基站、长时间没有数据、网络维护，或者流量用完。',
    },
    cures: {
      everywhere: {
        en: 'The data connection is set up again automatically; if it stays away, check that the card has data left.',
        zh: '会自动重新建立数据连接；如果一直恢复不了，请查流量是否用完。',
      },
    },
    short: { en: 'data lost', zh: '数据连接断开' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'context', trouble: 'context', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'address', deaf: false },
  },
  EC20_SIGNAL_WEAK: {
    fact: { en: 'The signal is weak: {dbm} dBm.', zh: '信号偏弱：{dbm} dBm。' },
    why: {
      en: 'The antenna stands badly, is loose or of a wrong kind, a metal box surrounds it, or the next base station is far.',
      zh: '天线位置不好、没拧紧或型号不对，装在金属盒里，或者离基站太远。',
    },
    cures: {
      everywhere: {
        en: 'Screw the 4G antenna tightly to the socket MAIN and move it to a window or outside; better than -95 dBm is comfortable.',
        zh: '把 4G 天线在 MAIN 座上拧紧，移到窗边或室外；高于 -95 dBm 比较稳妥。',
      },
    },
    short: IN_THE_CHECKLIST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
