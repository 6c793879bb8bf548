import { errorRows } from './row';

/** The SIM card. */
export const SIM_ERRORS = errorRows({
  EC20_SIM_ABSENT: {
    fact: { en: 'The module sees no SIM card.', zh: '模块没有检测到 SIM 卡。' },
    why: {
      en: 'No card in the holder, the wrong way round, a nano card slipping in its adapter, or a card put in after power-on: the EC20 looks for it only when it starts.',
      zh: '卡座里没有卡、卡插反了、小卡在卡套里松动，或者上电之后才插卡：EC20 只在启动时检测 SIM 卡。',
    },
    cures: {
      everywhere: {
        en: 'Switch the module off, put the card in with its contacts towards the holder’s, and switch it on again (AT+CPIN? must answer READY).',
        zh: '请先断电，把卡按方向插到底，再上电；正常时 AT+CPIN? 应答 READY。',
      },
    },
    short: { en: 'no SIM card', zh: '未插 SIM 卡' },
    failure: { state: 'failed', floorMs: 5000, evidence: 'none', trouble: 'card', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'sim', deaf: false },
  },
  EC20_SIM_FAILURE: {
    fact: { en: 'The SIM card does not work in the module.', zh: 'SIM 卡在模块里读取失败。' },
    why: {
      en: 'Dirty or bent contacts, a damaged card, a supply that drops, or the module’s radio is switched off (AT+CFUN? answers 0).',
      zh: '触点脏了或变形、卡已损坏、供电跌落，或者模块的射频被关掉（AT+CFUN? 应答 0）。',
    },
    cures: {
      everywhere: {
        en: 'Clean the card’s contacts and try it in a phone; if it works there, switch the module off and on.',
        zh: '擦净卡的触点，放进手机里试一下；手机能用的话，请给模块断电重启。',
      },
    },
    short: { en: 'SIM failure', zh: 'SIM 卡故障' },
    failure: { state: 'failed', floorMs: 5000, evidence: 'none', trouble: 'card', suspects: ['waking'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'sim', deaf: false },
  },
  EC20_SIM_BUSY: {
    fact: { en: 'The SIM card is not ready yet.', zh: 'SIM 卡还没有就绪。' },
    why: {
      en: 'Right after power-on the module needs some seconds to read the card.',
      zh: '刚上电时，模块需要几秒钟读卡。',
    },
    cures: {
      everywhere: {
        en: 'Just wait; if it stays like this for more than a minute, take the card out and try another one.',
        zh: '稍等即可；如果超过一分钟仍是这样，请取出卡，换一张试试。',
      },
    },
    short: { en: 'SIM busy', zh: 'SIM 卡未就绪' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'card', suspects: ['waking'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'sim', deaf: false },
  },
  EC20_SIM_PIN_NEEDED: {
    fact: { en: 'The SIM card asks for its PIN.', zh: 'SIM 卡要求输入 PIN 码。' },
    why: {
      en: 'The card’s PIN lock is on and no PIN is set. Secrets are not part of a configuration that is exported.',
      zh: '这张卡开启了 PIN 码锁，而没有填写 PIN 码。导出的配置不含密码类内容。',
    },
    cures: {
      node: {
        en: 'Enter the SIM PIN in the modem node, or put the card into a phone and switch its PIN lock off.',
        zh: '在模块节点里填写 SIM 卡 PIN 码，或者把卡放进手机里关掉 PIN 码锁。',
      },
      console: 'node',
      terminal: {
        en: 'Set the SIM PIN, or put the card into a phone and switch its PIN lock off.',
        zh: '请填写 SIM 卡 PIN 码，或者把卡放进手机里关掉 PIN 码锁。',
      },
      library: 'terminal',
    },
    short: { en: 'SIM PIN?', zh: '需要 SIM 卡 PIN 码' },
    failure: { state: 'failed', floorMs: 10_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'sim', deaf: false },
  },
  EC20_SIM_PIN_WRONG: {
    fact: { en: 'The SIM card refused the PIN.', zh: 'SIM 卡的 PIN 码不对。' },
    why: {
      en: 'The PIN that is set belongs to another card or was changed. After three wrong ones the card wants its PUK, so the same PIN is not tried again.',
      zh: '所填的是别的卡的 PIN 码，或者 PIN 码改过了。连错三次卡就会要求 PUK 码，所以不会用同一个 PIN 码再试。',
    },
    cures: {
      node: {
        en: 'Enter the right PIN in the modem node and deploy; three wrong tries in all lock the card.',
        zh: '请在模块节点里填对 PIN 码后重新部署；累计错三次会锁卡。',
      },
      console: {
        en: 'Enter the right PIN in the modem node; three wrong tries in all lock the card.',
        zh: '请在模块节点里填对 PIN 码；累计错三次会锁卡。',
      },
      terminal: {
        en: 'Set the right PIN; three wrong tries in all lock the card.',
        zh: '请填对 PIN 码；累计错三次会锁卡。',
      },
      library: 'terminal',
    },
    short: { en: 'wrong SIM PIN', zh: 'PIN 码错误' },
    failure: { state: 'failed', floorMs: 10_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'sim', deaf: false },
  },
  EC20_SIM_PUK: {
    fact: { en: 'The SIM card is blocked and asks for its PUK.', zh: 'SIM 卡已锁，需要 PUK 码。' },
    why: { en: 'A wrong PIN was entered three times.', zh: 'PIN 码连续输错了三次。' },
    cures: {
      everywhere: {
        en: 'Put the card into a phone and enter the PUK, which is printed on the card’s holder or told by the operator; ten wrong tries destroy the card.',
        zh: '把卡放进手机里输入 PUK 码解锁，PUK 码印在原卡板上，也可以向运营商查询；输错十次卡就报废。',
      },
    },
    short: { en: 'SIM needs PUK', zh: '需要 PUK 码' },
    failure: { state: 'failed', floorMs: 30_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'sim', deaf: false },
  },
  EC20_SIM_LOCKED: {
    fact: {
      en: 'The module and this SIM card are locked against each other: {lock}.',
      zh: '模块被锁定，不接受这张 SIM 卡：{lock}。',
    },
    why: {
      en: 'The module was sold for one network or one company (PH-NET, PH-SP, PH-CORP) and the card belongs to another.',
      zh: '模块是为某个运营商或企业定制的（PH-NET、PH-SP、PH-CORP），而这张卡属于另一家。',
    },
    cures: {
      everywhere: {
        en: 'Use a card of the operator that sold the module, or ask the seller for the unlock code.',
        zh: '请换用该运营商的卡，或者向卖家索取解锁码。',
      },
    },
    short: { en: 'SIM locked', zh: '模块锁网' },
    failure: { state: 'failed', floorMs: 30_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'sim', deaf: false },
  },
  EC20_SIM_UNKNOWN: {
    fact: {
      en: 'The module says “{word}” of its SIM card, which is not known here.',
      zh: '模块报告的 SIM 卡状态是“{word}”，本软件包不认识。',
    },
    why: {
      en: 'A firmware with words of its own: most have to do with a card that is missing, waking up or locked.',
      zh: '这款固件用了自己的说法，多半是没插卡、卡还在初始化或者卡被锁。',
    },
    cures: {
      everywhere: {
        en: 'Push the card in again and switch the module off and on; if it stays, try the card in a phone, and send us the word with the module’s model.',
        zh: '把卡重新插好，模块断电再上电；还不行就把卡放进手机试试，并把这个词和模块型号发给我们。',
      },
    },
    short: { en: 'SIM: what?', zh: 'SIM 卡状态不明' },
    failure: { state: 'failed', floorMs: 5000, evidence: 'none', trouble: 'card', suspects: ['waking'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'sim', deaf: false },
  },
});
