import { errorRows } from './row';

/** The TLS connection to the broker. */
export const TLS_ERRORS = errorRows({
  EC20_TLS_REQUIRED: {
    fact: {
      en: '{host}, port {port}, takes encrypted connections only.',
      zh: '{host} 的 {port} 端口只接受加密连接。',
    },
    why: {
      en: 'It hung up on a plain login. Ports such as 8883 take TLS only; at Aliyun, new enterprise instances have plain TCP off by default, whatever the port.',
      zh: '服务器一收到不加密的登录就断开。8883 这类端口只接受 TLS；阿里云新建的企业版实例默认关闭 TCP 接入，与端口号无关。',
    },
    cures: {
      node: {
        en: 'Set TLS in the modem node to on, or to auto with the instance ID; or allow TCP in the instance’s settings (启用 TCP 接入).',
        zh: '请在模块节点里把“TLS 加密”设为“启用”，或者设为 auto 并填写实例 ID；企业版实例也可以在控制台“启用 TCP 接入”。',
      },
      console: 'node',
      terminal: {
        en: 'Set TLS to on, or to auto with the instance ID; or allow TCP in the instance’s settings (启用 TCP 接入).',
        zh: '请把 TLS 设为 on，或者设为 auto 并填写实例 ID；企业版实例也可以在控制台“启用 TCP 接入”。',
      },
      library: 'terminal',
    },
    elsewhere: {
      cures: {
        node: {
          en: 'Set TLS in the modem node to on, or use the port for plain connections.',
          zh: '请在模块节点里把“TLS 加密”设为“启用”，或者改用不加密的端口。',
        },
        console: 'node',
        terminal: {
          en: 'Set TLS to on, or use the port for plain connections.',
          zh: '请把 TLS 设为 on，或者改用不加密的端口。',
        },
        library: 'terminal',
      },
    },
    short: { en: 'TLS required', zh: '需要 TLS' },
    failure: { state: 'failed', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'login', deaf: false },
  },
  EC20_TLS_FIRMWARE: {
    fact: {
      en: 'The module’s firmware cannot set up TLS: it refuses AT+QSSLCFG "{option}".',
      zh: '模块固件不支持这项 TLS 设置：AT+QSSLCFG "{option}" 被拒绝。',
    },
    why: { en: 'The firmware is old, or was built without TLS.', zh: '固件太旧，或者编译时没带 TLS。' },
    cures: {
      everywhere: {
        en: 'Ask your supplier for a newer firmware; or set TLS to off where the server still takes plain TCP.',
        zh: '请向供应商要新固件；如果服务器还允许普通 TCP，也可以把“TLS 加密”设为“不启用”。',
      },
    },
    short: { en: 'no TLS here', zh: '固件不支持 TLS' },
    failure: { state: 'failed', floorMs: 60_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_TLS_FILE_GONE: {
    fact: {
      en: 'The certificate {file} is no longer in the module, or is another one.',
      zh: '模块里的证书 {file} 不见了，或者被换掉了。',
    },
    why: {
      en: 'Another program has deleted or replaced it, or the flash has lost it.',
      zh: '被别的程序删除或覆盖，或者闪存丢失了文件。',
    },
    cures: {
      everywhere: {
        en: 'You need do nothing: it is loaded again at the next attempt. If this returns, look for a second program on the module.',
        zh: '不用处理：下次重试会重新写入。如果反复出现，请检查是否有别的程序也在用这个模块。',
      },
    },
    short: { en: 'file gone', zh: '证书不见了' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_TLS_UNREACHABLE: {
    fact: {
      en: 'No TCP connection to {host}, port {port}: it is not about certificates.',
      zh: '{host} 的 {port} 端口连 TCP 都连不上，与证书无关。',
    },
    why: {
      en: 'The port is wrong or closed, a firewall is in between, or the SIM card reaches chosen servers only (定向流量).',
      zh: '端口不对或没开放、被防火墙挡住，或者 SIM 卡是定向流量卡。',
    },
    cures: {
      everywhere: {
        en: 'Compare host and port with the console, and ask the card’s provider for its whitelist; it is tried again.',
        zh: '请对照控制台核对域名和端口，并向卡商确认白名单；会自动重试。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'Compare host and port with {theConsole}, and ask the card’s provider for its whitelist; it is tried again.',
          zh: '请对照{theConsole}核对服务器地址和端口，并向卡商确认白名单；会自动重试。',
        },
      },
    },
    short: { en: 'port closed', zh: '端口连不上' },
    failure: { state: 'waiting', floorMs: 0, evidence: 'none', trouble: 'route', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'server', deaf: false },
  },
  EC20_TLS_DATE: {
    fact: {
      en: 'The certificate of {host} is not valid on the module’s date, {time}.',
      zh: '按模块的日期 {time}，{host} 的证书不在有效期内。',
    },
    why: {
      en: 'The module’s clock is wrong, or the server’s certificate has expired. Without its dates it would be accepted.',
      zh: '模块时钟不对，或者服务器证书已经过期；不看日期的话，证书是可信的。',
    },
    cures: {
      everywhere: {
        en: 'Compare the date: is it wrong, let the module fetch the time (signal, whitelist of ntp.aliyun.com); is it right, the server’s operator has to renew the certificate.',
        zh: '请核对日期：日期不对，就让模块能对时（信号、ntp.aliyun.com 白名单）；日期正确，要由服务器一方更换证书。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'Compare the date: is it wrong, let the module fetch the time (signal, the card’s whitelist); is it right, the server’s operator has to renew the certificate.',
          zh: '请核对日期：日期不对，就让模块能对时（信号、SIM 卡白名单）；日期正确，要由服务器一方更换证书。',
        },
      },
    },
    short: { en: 'cert date', zh: '证书日期不符' },
    failure: { state: 'failed', floorMs: 10_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_TLS_SERVER: {
    fact: {
      en: 'The certificate of {host} is not trusted: it is signed by another CA, or made for another host name.',
      zh: '{host} 的证书不可信：签发的 CA 不对，或者证书是给别的域名的。',
    },
    why: {
      en: 'The CA file is not that of this server, or the host is entered in another form than in its certificate.',
      zh: 'CA 证书不是这台服务器的，或者填写的域名与证书里的不一致。',
    },
    cures: {
      everywhere: {
        en: 'Enter the CA file that the server’s operator gives out, and the host exactly as in the certificate; for Aliyun leave the CA file empty.',
        zh: '请填写服务器一方提供的 CA 证书，域名要和证书里的完全一致；连接阿里云时 CA 证书留空即可。',
      },
    },
    elsewhere: {
      cures: {
        everywhere: {
          en: 'Enter the CA file of {theServer} (from {theRoot}), and the host exactly as in its certificate.',
          zh: '请填写{theServer}的 CA 证书（来源：{theRoot}），服务器地址要和证书里的完全一致。',
        },
      },
    },
    short: { en: 'cert untrusted', zh: '证书不可信' },
    failure: { state: 'failed', floorMs: 10_000, evidence: 'none', trouble: 'none', suspects: ['files'] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_TLS_MUTUAL: {
    fact: {
      en: '{host} and the module do not accept each other’s certificates.',
      zh: '{host} 和模块互不认可对方的证书。',
    },
    why: {
      en: 'The broker does not know the CA of this device’s certificate, or the certificate has expired; or the CA file is not that of the broker, or its certificate names another host.',
      zh: '服务器不认可客户端证书的 CA，或者客户端证书已过期；也可能是 CA 证书不是这台服务器的，或者服务器证书里的域名不一致。',
    },
    cures: {
      everywhere: {
        en: 'Compare both with what the broker’s operator gives out: CA file and host first, then certificate and key file.',
        zh: '请对照服务器一方给的资料逐项核对：先看 CA 证书和域名，再看客户端证书和客户端私钥。',
      },
    },
    short: { en: 'certs refused', zh: '证书互不认可' },
    failure: {
      state: 'failed',
      floorMs: 10_000,
      evidence: 'none',
      trouble: 'none',
      suspects: ['files', 'plain-port'],
    },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_TLS_SNI: {
    fact: {
      en: '{host} ends the TLS handshake, and this firmware cannot send it the host name (SNI).',
      zh: '{host} 中断了 TLS 握手，而这个固件无法把域名告诉它（SNI）。',
    },
    why: {
      en: 'A server that shares its address with others needs the name to choose its certificate; AT+QSSLCFG has no "sni" here.',
      zh: '多个域名共用地址的服务器要靠域名选择证书，但本固件的 AT+QSSLCFG 没有 "sni"。',
    },
    cures: {
      everywhere: {
        en: 'Ask your supplier for a firmware with SNI, or use a host with an address of its own.',
        zh: '请向供应商要支持 SNI 的固件，或者改用独占地址的服务器。',
      },
    },
    short: { en: 'no SNI', zh: '固件无 SNI' },
    failure: {
      state: 'failed',
      floorMs: 30_000,
      evidence: 'none',
      trouble: 'none',
      suspects: ['plain-port'],
    },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_TLS_PLAIN_PORT: {
    fact: {
      en: '{host}, port {port}, takes the TCP connection but speaks no TLS, and TLS is on.',
      zh: '{host} 的 {port} 端口能连上 TCP，但不支持 TLS，而现在启用了 TLS。',
    },
    why: {
      en: 'Port 1883 is for plain connections at most servers, 8883 for TLS. At Aliyun 1883 takes both.',
      zh: '多数服务器的 1883 端口用于不加密的连接，8883 才用于 TLS。阿里云的 1883 端口两种都接受。',
    },
    cures: {
      node: {
        en: 'Set the port in the modem node to {usual}, which is usual for TLS, or set TLS to off.',
        zh: '请在模块节点里把端口号改为 TLS 常用的 {usual}，或者把“TLS 加密”设为“不启用”。',
      },
      console: 'node',
      terminal: {
        en: 'Set the port to {usual}, which is usual for TLS, or set TLS to off.',
        zh: '请把端口改为 TLS 常用的 {usual}，或者把 TLS 设为 off。',
      },
      library: 'terminal',
    },
    short: { en: 'plain port', zh: '端口不支持 TLS' },
    failure: { state: 'failed', floorMs: 10_000, evidence: 'none', trouble: 'none', suspects: [] },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
  EC20_TLS_HANDSHAKE: {
    fact: {
      en: '{host}, port {port} takes the TCP connection, but no TLS comes about.',
      zh: '{host} 的 {port} 端口能连上 TCP，但 TLS 握手失败。',
    },
    why: {
      en: 'The port speaks no TLS (1883 often does not, 8883 does), the server knows no TLS 1.2, or it wants a certificate of the device.',
      zh: '该端口没有 TLS（1883 往往没有，8883 才有）、服务器不支持 TLS 1.2，或者它要求客户端证书。',
    },
    cures: {
      everywhere: {
        en: 'Check the port; where the broker wants client certificates, enter certificate and key file.',
        zh: '请核对端口；服务器要求客户端证书时，请填写“客户端证书”和“客户端私钥”。',
      },
    },
    short: { en: 'TLS failed', zh: 'TLS 握手失败' },
    failure: {
      state: 'failed',
      floorMs: 10_000,
      evidence: 'none',
      trouble: 'none',
      suspects: ['files', 'plain-port'],
    },
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'tls', deaf: false },
  },
});
