import { IN_THE_CHECKLIST, errorRows, OF_THINGS } from './row';

/** The check of a setup. */
export const CHECK_ERRORS = errorRows({
  EC20_CHECK_CANCELLED: {
    fact: { en: 'The check was cancelled.', zh: '检查已取消。' },
    why: {
      en: 'It was cancelled by a person, its dialog was closed, or something else needed the port.',
      zh: '有人取消了检查、关闭了对话框，或者别处要用串口。',
    },
    cures: {
      everywhere: {
        en: 'Start it again whenever you like; it leaves nothing open behind it.',
        zh: '随时可以重新检查；取消后不会有任何东西还开着。',
      },
    },
    short: IN_THE_CHECKLIST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_CHECK_ENDED: {
    fact: {
      en: 'The check took longer than {minutes} minutes and has ended itself.',
      zh: '检查超过 {minutes} 分钟，已自动结束。',
    },
    why: {
      en: 'The module or the network answers each question at the last moment, usually on a very weak signal.',
      zh: '模块或网络每一步都拖到最后才应答，多半是信号很弱。',
    },
    cures: {
      everywhere: {
        en: 'Look at the line where it stood, improve the antenna’s place or the supply, and check once more.',
        zh: '请看它停在哪一项，换个天线位置或改善供电，然后再检查一次。',
      },
    },
    short: IN_THE_CHECKLIST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_CHECK_SILENT: {
    fact: {
      en: 'The message to the platform left, but its answer did not come back within {seconds} s.',
      zh: '发给平台的消息已送出，但 {seconds} 秒内没有收到应答。',
    },
    why: {
      en: 'The way up works and the way down does not: the platform throttles the device, or the connection is breaking off.',
      zh: '能发不能收：平台对设备限流，或者连接正在断开。',
    },
    cures: {
      everywhere: {
        en: 'Check once more after a minute; if it stays, look into the console’s log (监控运维 → 日志服务) for this device.',
        zh: '过一分钟再检查一次；如果还是这样，请到控制台“监控运维 → 日志服务”查看这个设备的日志。',
      },
    },
    elsewhere: OF_THINGS,
    short: IN_THE_CHECKLIST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_CHECK_TOPIC: {
    fact: {
      en: 'The login is fine, but a test message on the topic {topic} did not come back.',
      zh: '登录正常，但发到 Topic {topic} 的测试消息没有收回来。',
    },
    why: {
      en: 'Many brokers give a user rights for certain topics only, and drop what is sent to others without a word.',
      zh: '很多服务器只给用户开放部分 Topic 的权限，其余的直接丢弃，也不提示。',
    },
    cures: {
      everywhere: {
        en: 'If your own topics work, nothing is wrong; else give the user the right to publish and subscribe in the broker’s rules (ACL).',
        zh: '如果你自己的 Topic 收发正常，就没有问题；否则请在服务器的权限规则（ACL）里给该用户开放发布和订阅。',
      },
    },
    short: IN_THE_CHECKLIST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_CHECK_SECRET_AGAIN: {
    fact: {
      en: 'Settings have changed and are not in use yet ({changed}), so this check does not use what is stored: {secrets}.',
      zh: '有配置改动后还没有生效（{changed}），所以这次检查不会使用已保存的：{secrets}。',
    },
    why: {
      en: 'A stored secret goes only where the settings in use send it; otherwise a check could be used to send it anywhere.',
      zh: '已保存的密钥和密码只会发往生效的配置所指的地方，否则别人可以借检查把它们发到任意地方。',
    },
    cures: {
      node: {
        en: 'Type it again in its field, which is marked below, or deploy first and check then.',
        zh: '请在下面标出的输入框里重新输入，或者先部署再检查。',
      },
      console: 'node',
      terminal: { en: 'Give it again for the check.', zh: '请为这次检查重新提供。' },
      library: 'terminal',
    },
    short: IN_THE_CHECKLIST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_CHECK_ENV: {
    fact: {
      en: 'The check does not read the environment variable {name} for {field}.',
      zh: '检查不会为“{field}”读取环境变量 {name}。',
    },
    why: {
      en: 'A value of the environment is used only in the settings in use, with all that decide where it goes; what was changed since may send it elsewhere.',
      zh: '环境变量的值只用于生效的配置，而且决定其去向的配置都不能改动；改动过的配置可能把它发到别处。',
    },
    cures: {
      node: {
        en: 'Deploy first and check then, or enter the value itself for the check.',
        zh: '请先部署再检查，或者为这次检查直接填写它的值。',
      },
      console: 'node',
      terminal: { en: 'Enter the value itself for the check.', zh: '请为这次检查直接填写它的值。' },
      library: 'terminal',
    },
    short: IN_THE_CHECKLIST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_CHECK_FILE: {
    fact: {
      en: 'The check does not read the file {file} ({field}) before it is in use.',
      zh: '文件 {file}（{field}）尚未随配置生效，检查不会读取它。',
    },
    why: {
      en: 'A check may be started by a person who may not see files; a key leaves only with the settings in use, and a thing model only if they name it.',
      zh: '发起检查的人不一定有权查看文件：私钥只随生效的配置使用，物模型文件也只读取生效的配置所指的那一个。',
    },
    cures: {
      node: { en: 'Deploy first and check then.', zh: '请先部署再检查。' },
      console: 'node',
      terminal: { en: 'Put the settings into use first and check then.', zh: '请先让配置生效，再检查。' },
      library: 'terminal',
    },
    short: IN_THE_CHECKLIST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_CHECK_UNTRIED: {
    fact: { en: 'This was not checked: {reason}.', zh: '这一项没有检查：{reason}。' },
    why: {
      en: 'Trying it would disturb a device that runs, or there is nothing that could be asked without doing harm.',
      zh: '检查它会干扰正在运行的设备，或者没有可以安全询问的对象。',
    },
    cures: { everywhere: { en: 'Nothing needs to be done.', zh: '无需处理。' } },
    short: IN_THE_CHECKLIST,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
