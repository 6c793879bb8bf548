import { errorRows, OF_THE_TRIPLET } from './row';

/** Registration of a device that has no secret yet. */
export const REGISTRATION_ERRORS = errorRows({
  EC20_PRODUCT_SECRET: {
    fact: {
      en: 'The ProductSecret ({length} characters) is not one.',
      zh: 'ProductSecret（{length} 个字符）格式不对。',
    },
    why: {
      en: 'A ProductSecret has letters and digits only; often a blank or a line break was copied too.',
      zh: 'ProductSecret 只有字母和数字，常见的是复制时多带了空格或换行。',
    },
    cures: {
      everywhere: {
        en: 'Copy the ProductSecret anew from 产品详情 in the console.',
        zh: '请在控制台“产品详情”里重新复制 ProductSecret。',
      },
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'ProductSecret?', zh: '产品密钥有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_REGISTER_TLS: {
    fact: { en: 'Registration needs TLS, but TLS is off.', zh: '动态注册必须用 TLS，而 TLS 设成了不启用。' },
    why: {
      en: 'The platform gives a DeviceSecret over encrypted connections only.',
      zh: '平台只在加密连接上下发 DeviceSecret。',
    },
    cures: {
      node: {
        en: 'Set TLS to auto or on in the modem node; or enter a DeviceSecret instead of the ProductSecret.',
        zh: '请在模块节点里把“TLS 加密”设为 auto 或“启用”；或者不用 ProductSecret，直接填写 DeviceSecret。',
      },
      console: 'node',
      terminal: {
        en: 'Set TLS to auto or on; or give the DeviceSecret instead of the ProductSecret.',
        zh: '请把 TLS 设为 auto 或 on；或者不用 ProductSecret，直接填写 DeviceSecret。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'TLS is off', zh: 'TLS 未启用' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_REGISTER_SIGNATURE: {
    fact: {
      en: 'The registration of {device} is refused: the ProductSecret is wrong, or there is no such device.',
      zh: '{device} 动态注册被拒绝：ProductSecret 不对，或者没有这个设备。',
    },
    why: {
      en: 'The ProductSecret belongs to another product, or the DeviceName was not entered in the console before.',
      zh: 'ProductSecret 是别的产品的，或者还没有在控制台预先添加这个 DeviceName。',
    },
    cures: {
      everywhere: {
        en: 'Copy the ProductSecret from 产品详情, and add the DeviceName in 设备管理 → 设备 (批量添加 for many).',
        zh: '请在“产品详情”里复制 ProductSecret，并在“设备管理 → 设备”里添加 DeviceName（可以批量添加）。',
      },
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'not registered', zh: '注册被拒' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_REGISTER_OFF: {
    fact: {
      en: 'The product of {device} does not allow registration (6288).',
      zh: '{device} 所属产品没有开启动态注册（6288）。',
    },
    why: { en: 'The switch 动态注册 of the product is off.', zh: '产品的“动态注册”开关没有打开。' },
    cures: {
      node: {
        en: 'Switch 动态注册 on in 产品详情, then deploy.',
        zh: '请在“产品详情”里打开“动态注册”开关，然后重新部署。',
      },
      console: {
        en: 'Switch 动态注册 on in 产品详情; it is tried again.',
        zh: '请在“产品详情”里打开“动态注册”开关，之后会自动重试。',
      },
      terminal: {
        en: 'Switch 动态注册 on in 产品详情; it is tried again.',
        zh: '请在“产品详情”里打开“动态注册”开关；会自动重试。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: '6288: reg. off', zh: '未开动态注册' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_REGISTER_ACTIVATED: {
    fact: {
      en: '{device} has been activated before, so the platform gives its secret no more (6289).',
      zh: '{device} 以前已经激活，平台不再下发密钥（6289）。',
    },
    why: {
      en: 'Another Pi uses this DeviceName, or this one has lost its stored secret (a new SD card).',
      zh: '另一台树莓派用了同一个 DeviceName，或者本机保存的密钥丢了（例如换了 SD 卡）。',
    },
    cures: {
      node: {
        en: 'Give each Pi a DeviceName of its own; for the same Pi copy the DeviceSecret from 设备详情 into the modem node, or reset the device (ResetThing) and deploy.',
        zh: '每台树莓派要用各自的 DeviceName；如果就是这台，请把“设备详情”里的 DeviceSecret 填进模块节点，或者用 ResetThing 重置设备后重新部署。',
      },
      console: {
        en: 'Give each Pi a DeviceName of its own; for the same Pi copy the DeviceSecret from 设备详情 into the modem node, or reset the device (ResetThing).',
        zh: '每台树莓派要用各自的 DeviceName；如果就是这台，请把“设备详情”里的 DeviceSecret 填进模块节点，或者用 ResetThing 重置设备。',
      },
      terminal: {
        en: 'Give each Pi a DeviceName of its own; for the same Pi copy the DeviceSecret from 设备详情, or reset the device (ResetThing).',
        zh: '每台树莓派要用各自的 DeviceName；如果就是这台，请填写“设备详情”里的 DeviceSecret，或者用 ResetThing 重置设备。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: '6289: active', zh: '设备已激活' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_REGISTER_REFUSED: {
    fact: { en: 'The platform did not give {device} a secret.', zh: '平台没有给 {device} 下发密钥。' },
    why: {
      en: 'Mostly 动态注册 of the product is off, or the device was activated before; a weak signal may have lost the answer.',
      zh: '多半是产品没有开启“动态注册”，或者设备以前已激活；信号弱也可能丢失应答。',
    },
    cures: {
      everywhere: {
        en: 'Check in the console that 动态注册 is on and the device is 未激活; it is tried again.',
        zh: '请在控制台确认“动态注册”已打开、设备状态是“未激活”；会自动重试。',
      },
    },
    short: { en: 'no secret given', zh: '未下发密钥' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_REGISTER_STORE: {
    fact: {
      en: 'The secret that the platform gave cannot be stored in {file} ({detail}).',
      zh: '平台下发的密钥存不进 {file}（{detail}）。',
    },
    why: { en: 'The folder cannot be written, or the disk is full.', zh: '目录不可写，或者磁盘已满。' },
    cures: {
      node: {
        en: 'Make room, and let Node-RED write to its user directory; the device has not logged in yet, so it is registered again.',
        zh: '请腾出空间，并确保 Node-RED 能写自己的用户目录；设备还没有登录过，会重新注册。',
      },
      console: 'node',
      terminal: {
        en: 'Make room, and see that the folder can be written; the device has not logged in yet, so it is registered again.',
        zh: '请腾出空间，并确保这个目录可写；设备还没有登录过，会重新注册。',
      },
      library: 'terminal',
    },
    short: { en: 'secret not stored', zh: '密钥无法保存' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_SECRET_SEALED: {
    fact: {
      en: 'The stored secret of {device} can’t be opened: {file} was encrypted with another credentialSecret.',
      zh: '打不开 {device} 已保存的密钥：{file} 是用另一个 credentialSecret 加密的，与现在的不同。',
    },
    why: {
      en: 'credentialSecret in settings.js was changed or removed, the file was copied from another installation, or the generated key (.config.runtime.json) is lost.',
      zh: 'settings.js 里的 credentialSecret 改过或删掉了；文件是从别处复制来的；或者自动生成的密钥（.config.runtime.json）丢了。',
    },
    cures: {
      node: {
        en: 'Put the old one back, or enter the DeviceSecret from 设备详情. To register anew, reset the device (ResetThing), delete the file, then deploy.',
        zh: '请恢复原来的 credentialSecret 并重启 Node-RED，或者把“设备详情”里的 DeviceSecret 填进模块节点。要重新注册，请先用 ResetThing 重置设备，删除这个文件，再重新部署。',
      },
      console: {
        en: 'Put the old one back, or enter the DeviceSecret from 设备详情 in the modem node. To register anew, reset the device (ResetThing) and delete the file.',
        zh: '请恢复原来的 credentialSecret 并重启 Node-RED，或者把“设备详情”里的 DeviceSecret 填进模块节点。要重新注册，请先用 ResetThing 重置设备，再删除这个文件。',
      },
      terminal: {
        en: 'Use the old credentialSecret, or give the DeviceSecret from 设备详情. To register anew, reset the device (ResetThing) and delete the file.',
        zh: '请用回原来的 credentialSecret，或者填写“设备详情”里的 DeviceSecret。要重新注册，请先用 ResetThing 重置设备，再删除这个文件。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'secret sealed', zh: '密钥打不开' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
  EC20_SECRET_FILE: {
    fact: {
      en: 'The stored secret of {device} can’t be read from {file} ({detail}).',
      zh: '读不出 {device} 已保存的密钥：{file}（{detail}）。',
    },
    why: {
      en: 'The file belongs to another user, is damaged, or was replaced. It isn’t taken for absent, since the platform gives a secret only once.',
      zh: '文件属于别的用户、已损坏，或者被换过。因为平台只下发一次密钥，所以不会当作没有文件。',
    },
    cures: {
      node: {
        en: 'Restore the file from a backup, or enter the DeviceSecret from 设备详情. To register anew, reset the device (ResetThing), delete the file, then deploy.',
        zh: '请从备份恢复文件（或修正权限），或者把“设备详情”里的 DeviceSecret 填进模块节点。要重新注册，请先用 ResetThing 重置设备，删除这个文件，再重新部署。',
      },
      console: {
        en: 'Restore the file from a backup, or enter the DeviceSecret from 设备详情 in the modem node. To register anew, reset the device (ResetThing) and delete the file.',
        zh: '请从备份恢复文件（或修正权限），或者把“设备详情”里的 DeviceSecret 填进模块节点。要重新注册，请先用 ResetThing 重置设备，再删除这个文件。',
      },
      terminal: {
        en: 'Restore the file from a backup, or give the DeviceSecret from 设备详情. To register anew, reset the device (ResetThing) and delete the file.',
        zh: '请从备份恢复文件（或修正权限），或者填写“设备详情”里的 DeviceSecret。要重新注册，请先用 ResetThing 重置设备，再删除这个文件。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THE_TRIPLET,
    short: { en: 'secret unreadable', zh: '密钥读不出' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'settings', deaf: false },
  },
});
