import type { Language } from '../base/coded-error';
import { DEMO_SUB_DEVICES } from './cloud/demo-sub-devices';
import { DEMO_TRIPLET } from './demo-device';
import { describeSettings } from './settings';

const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;

/** The devices behind it: product key, name, secret and how they stand to it. */
function subDevices(states: Readonly<Record<'here' | 'elsewhere' | 'nowhere' | 'disabled', string>>): string {
  return DEMO_SUB_DEVICES.map((row) => {
    const state = row.disabled ? states.disabled : states[row.place];
    return `                            ${row.productKey} ${row.deviceName} ${row.deviceSecret}  ${state}`;
  }).join('\n');
}

/** What `ec20-simulator --help` prints before the settings. */
const USAGE: Readonly<Record<Language, string>> = {
  en: `ec20-simulator: a virtual Quectel EC20 module, for programs that speak AT commands

  ec20-simulator --listen tcp://127.0.0.1:5020
  ec20-simulator --pty /tmp/ttyEC20

--listen tcp://HOST:PORT  serve the module's line over TCP (port 0: a free one)
--pty PATH                serve it as a serial port of this machine, a link removed at exit; given again: another
                          port of the same module (usbmodem, uart1, uart2); urcport selects which one gets URCs
--broker mqtt://HOST:PORT connect the module to that MQTT broker, whatever host it requests;
                          follow: to the host and port that it requests;
                          inside: to an ordinary broker in the program, under any host name
                          Without --broker: a small Alibaba Cloud in the program, reached as
                          *.aliyuncs.com, with this made-up device:
                            product key ${productKey}, device name ${deviceName},
                            device secret ${deviceSecret}
                          It is a gateway (网关设备); its sub-devices, with product key, name and secret:
${subDevices({ here: 'in its topology', elsewhere: 'in another gateway’s', nowhere: 'in none', disabled: 'in its topology, disabled' })}
--device PK,DN,SECRET     another device in that cloud; may be repeated
--tsl FILE                the thing model (TSL) of that cloud's devices, used to validate what they post
--demo                    that cloud sends each device a message on /PK/DN/user/get every 10 s; its own device has a
                          thing model, and its LightSwitch is set every 20 s once it subscribes to property sets
--module FILE             behave like the module in that ec20-doctor report; --set and --fast override it
--set KEY=VALUE           a setting from the list below; may be repeated
--fast                    latencies near zero, as --set preset=fast
--lang zh|en              language of this text and of messages (default: the system's)
--help                    this text

"ready: PORT" on standard output means that the line is open. Exit codes: 0 after SIGINT or SIGTERM,
2 when it can't start, with the reason on standard error.

`,
  zh: `ec20-simulator：虚拟的移远 EC20 模块，供发送 AT 指令的程序使用

  ec20-simulator --listen tcp://127.0.0.1:5020
  ec20-simulator --pty /tmp/ttyEC20

用串口助手练习：选 TCP 客户端，连接 --listen 的地址，每条指令以回车换行结尾。

--listen tcp://主机:端口  通过 TCP 提供模块的串口（端口写 0：任选一个空闲的）
--pty 路径                提供为本机的一个串口，是退出时删除的链接；再写一次：同一模块的另一个口
                          （usbmodem、uart1、uart2）；上报从哪个口出来由 urcport 决定
--broker mqtt://主机:端口 模块连到这个 MQTT 服务器，不论它请求的是哪个域名；
                          follow：连到它请求的域名和端口；
                          inside：程序内置的普通 MQTT 服务器，任何域名都是它
                          不写 --broker：程序内置的小型阿里云物联网平台，域名为 *.aliyuncs.com，
                          里面有这个虚构的设备：
                            ProductKey ${productKey}，DeviceName ${deviceName}，
                            DeviceSecret ${deviceSecret}
                          它是网关设备，下面的子设备依次是 ProductKey、DeviceName、DeviceSecret：
${subDevices({ here: '已添加到它的拓扑关系', elsewhere: '属于另一个网关', nowhere: '还没有添加到网关', disabled: '已添加，已禁用' })}
--device PK,DN,SECRET     在这个平台上再加一个设备；可以写多次
--tsl 文件                该平台设备的物模型（TSL），用来校验设备上报的内容
--demo                    该平台每 10 秒向每个设备的 /PK/DN/user/get 发一条消息；自带的设备有物模型，
                          订阅属性设置后，每 20 秒设置一次它的 LightSwitch
--module 文件             表现得像这份 ec20-doctor 报告里的模块；--set 和 --fast 优先于它
--set 名称=值             下面列出的一项设置；可以写多次
--fast                    延迟接近零，同 --set preset=fast
--lang zh|en              本说明和提示的语言（默认跟随系统）
--help                    本说明

标准输出出现“ready: 端口”表示串口已经打开。退出码：0 收到 SIGINT 或 SIGTERM 后正常退出，
2 无法启动，原因写在标准错误输出里。

`,
};

const SETTINGS_TITLE: Readonly<Record<Language, string>> = {
  en: 'Settings, with defaults in parentheses:',
  zh: '设置，括号里是默认值：',
};

/** The text of `ec20-simulator --help`. */
export function simulatorHelp(language: Language): string {
  const brackets = language === 'zh' ? (['（', '）'] as const) : ([' (', ')'] as const);
  const settings = describeSettings(language).map(({ key, values, default: initial, meaning }) => {
    const byDefault = initial === '' ? '' : brackets.join(initial);
    return `  ${key}=${values}\n      ${meaning}${byDefault}`;
  });
  return `${USAGE[language]}${SETTINGS_TITLE[language]}\n${settings.join('\n')}\n`;
}
