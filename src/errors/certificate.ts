import { errorRows } from './row';

/** Certificates: their files here and in the module, and the date that they are checked by. */
export const CERTIFICATE_ERRORS = errorRows({
  EC20_CA_MISSING: {
    fact: {
      en: 'Port {port} of Alibaba Cloud needs a root certificate that is not part of this package.',
      zh: '连接阿里云的 {port} 端口需要根证书，本软件包里没有附带。',
    },
    why: {
      en: 'The server’s certificate ends in a root of its own, not in GlobalSign’s: at Aliyun’s port 8883, and at Tencent Cloud, OneNET, Huawei Cloud and EMQX Cloud.',
      zh: '服务器证书由另外的根证书签发，不是 GlobalSign：阿里云的 8883 端口，以及腾讯云、OneNET、华为云、EMQX Cloud 都是这样。',
    },
    cures: {
      everywhere: {
        en: 'Download the root certificate named under 设备接入 → MQTT-TLS in Alibaba’s documents, and enter its path as CA file; or use port 1883, which needs none.',
        zh: '请从阿里云文档“设备接入 → MQTT-TLS 连接”下载根证书，把路径填到“CA 证书”；或者改用 1883 端口，不需要另备证书。',
      },
    },
    elsewhere: {
      fact: {
        en: 'Port {port} of {theServer} needs a root certificate that is not part of this package.',
        zh: '连接{theServer}的 {port} 端口需要根证书，本软件包里没有附带。',
      },
      cures: {
        everywhere: {
          en: 'Download the root certificate (from {theRoot}), and enter its path as CA file.',
          zh: '请下载根证书（来源：{theRoot}），把路径填到“CA 证书”。',
        },
      },
    },
    short: { en: 'no CA file', zh: '缺 CA 证书' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TLS_FILE: {
    fact: {
      en: 'The file {file} ({field}) cannot be read: {detail}.',
      zh: '读不了文件 {file}（{field}）：{detail}。',
    },
    why: {
      en: 'The path is wrong or means no ordinary file, there is no right to read it, it is larger than 32 KB, it was changed while it was read, or its drive does not answer.',
      zh: '路径不对或不是普通文件，没有读取权限，文件超过 32 KB，读取时文件被改动，或者所在磁盘没有响应。',
    },
    cures: {
      node: {
        en: 'Enter the full path of a PEM file that the user of Node-RED may read; a relative path starts at Node-RED’s user directory.',
        zh: '请填写 PEM 文件的完整路径，并确保运行 Node-RED 的用户能读取；相对路径从 Node-RED 用户目录算起。',
      },
      console: 'node',
      terminal: {
        en: 'Give the full path of a PEM file that the user of this program may read.',
        zh: '请填写 PEM 文件的完整路径，并确保运行本程序的用户能读取。',
      },
      library: 'terminal',
    },
    short: { en: 'file unreadable', zh: '证书无法读取' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_TLS_PEM: {
    fact: {
      en: 'The file {file} ({field}) is no PEM file that can be used.',
      zh: '文件 {file}（{field}）不是可用的 PEM 文件。',
    },
    why: {
      en: 'It is damaged, in another form (DER, PFX), or a key that is protected by a password.',
      zh: '文件损坏、是别的格式（DER、PFX），或者私钥带密码。',
    },
    cures: {
      everywhere: {
        en: 'Convert it with openssl, for example openssl x509 -inform der -in a.cer -out a.pem, and for a key openssl pkey -in a.key -out b.key.',
        zh: '请用 openssl 转换，例如 openssl x509 -inform der -in a.cer -out a.pem；私钥用 openssl pkey -in a.key -out b.key 去掉密码。',
      },
    },
    short: { en: 'no PEM file', zh: '不是 PEM 文件' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_TLS_PAIR: {
    fact: {
      en: 'The device’s certificate and its key do not go together: see {field} and {other}.',
      zh: '客户端证书和私钥不配套：请检查 {field} 和 {other}。',
    },
    why: {
      en: 'One of the two is missing, or the key belongs to another certificate.',
      zh: '缺了其中一个，或者私钥属于另一张证书。',
    },
    cures: {
      everywhere: {
        en: 'Enter certificate and key file of the same device, or leave both empty where the broker wants none.',
        zh: '请填写同一台设备的“客户端证书”和“客户端私钥”；服务器不要求客户端证书时，两项都留空。',
      },
    },
    short: { en: 'cert and key?', zh: '证书私钥不配' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_CA_ENDING: {
    fact: {
      en: 'The root certificate “{name}” is valid until {date}: TLS that relies on it fails after that day.',
      zh: '根证书“{name}”有效期到 {date}，之后依赖它的 TLS 连接会失败。',
    },
    why: {
      en: 'Less than a year is left to a root certificate that this device trusts, its own CA file’s or one of this package’s. GlobalSign R1, which Aliyun uses on port 1883, ends on 28 January 2028.',
      zh: '本设备信任的根证书（CA 证书文件里的，或本软件包附带的）剩余有效期不到一年。阿里云 1883 端口使用的 GlobalSign R1 根证书 2028 年 1 月 28 日到期。',
    },
    cures: {
      everywhere: {
        en: 'Change in time to port 8883 with Alibaba Cloud’s own root as CA file (guide “Alibaba Cloud, from the start”); other servers: get their new root.',
        zh: '请提前改用 8883 端口，并把阿里云自己的根证书填到“CA 证书”（做法见本软件包主页的“从零开始接入阿里云”）；其他服务器请换用其新的根证书。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'Get the new root certificate in time (from {theRoot}), and enter its path as CA file.',
          zh: '请提前取得新的根证书（来源：{theRoot}），把路径填到“CA 证书”。',
        },
      },
    },
    short: { en: 'CA ends soon', zh: 'CA 证书将到期' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_CLOCK_UNSET: {
    fact: {
      en: 'The module does not know the date, so no certificate can be checked; {server} did not send it.',
      zh: '模块没有正确的时间，无法校验证书；向 {server} 对时也没有成功。',
    },
    why: {
      en: 'The network sends no time, the time server does not answer, and this computer’s clock is not set either.',
      zh: '网络没有下发时间，时间服务器没有应答，本机时钟也没校准。',
    },
    cures: {
      everywhere: {
        en: 'Set this computer’s clock, or let the SIM card’s whitelist (定向流量) include the time server; it is tried again.',
        zh: '请校准本机时钟，或者把时间服务器加入 SIM 卡的定向流量白名单；会自动重试。',
      },
    },
    short: { en: 'no date', zh: '模块没有时间' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_FILE_FULL: {
    fact: {
      en: 'The module’s file system is full: {file} ({bytes} bytes) finds no room.',
      zh: '模块的文件空间已满，放不下 {file}（{bytes} 字节）。',
    },
    why: {
      en: 'Files of other programs or old certificates fill it.',
      zh: '被其他程序的文件或旧证书占满了。',
    },
    cures: {
      node: {
        en: 'List the files with AT+QFLST="*" in an ec20 command node and delete what is not needed with AT+QFDEL; it is tried again.',
        zh: '请用“ec20 指令”节点发 AT+QFLST="*" 查看文件，用 AT+QFDEL 删掉不需要的；会自动重试。',
      },
      console: {
        en: 'List the files with AT+QFLST="*" and delete what is not needed with AT+QFDEL; it is tried again.',
        zh: '请发 AT+QFLST="*" 查看文件，用 AT+QFDEL 删掉不需要的；会自动重试。',
      },
      terminal: {
        en: 'List the files with AT+QFLST="*" in a serial terminal and delete what is not needed with AT+QFDEL.',
        zh: '请用串口工具发 AT+QFLST="*" 查看文件，用 AT+QFDEL 删掉不需要的。',
      },
      library: 'console',
    },
    short: { en: 'module full', zh: '模块空间已满' },
    failure: { state: 'failed', floorMs: 30_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_FILE_UPLOAD: {
    fact: {
      en: 'The certificate {file} could not be loaded into the module.',
      zh: '证书 {file} 没能写进模块。',
    },
    why: {
      en: 'The upload broke off: a disturbed line, or a firmware without AT+QFUPL.',
      zh: '上传中断：串口受干扰，或者固件没有 AT+QFUPL。',
    },
    cures: {
      everywhere: {
        en: 'Check cable and power supply; it is tried again. If it stays, the firmware may need an update.',
        zh: '请检查数据线和供电；会自动重试。如果一直这样，可能需要升级固件。',
      },
    },
    short: { en: 'upload failed', zh: '证书写入失败' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_FILE_CHECKSUM: {
    fact: {
      en: 'The module has stored {file} wrongly: twice its checksum was another.',
      zh: '模块里存下的 {file} 有误：两次上传校验和都不一致。',
    },
    why: {
      en: 'Bytes were changed on the line or in the module’s flash.',
      zh: '数据在串口上或模块闪存里出错。',
    },
    cures: {
      everywhere: {
        en: 'Check cable and power supply, on a UART the baud rate and flow control too; it is tried again.',
        zh: '请检查数据线和供电，用 UART 时还要检查波特率和流控；会自动重试。',
      },
    },
    short: { en: 'bad checksum', zh: '证书校验有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
});
