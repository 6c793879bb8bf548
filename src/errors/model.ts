import { OF_A_MESSAGE, errorRows, OF_THINGS } from './row';

/** The thing model: its text, its identifiers, values that do not fit it. */
export const MODEL_ERRORS = errorRows({
  EC20_KIND_PAYLOAD: {
    fact: {
      en: 'A message of the kind {kind} cannot be made from this payload; it takes {example}.',
      zh: '这个消息内容不能作为 {kind} 类消息发送，应为 {example}。',
    },
    why: {
      en: 'Each kind takes its payload in its own form. A bare number, or JSON that is still text, are the usual slips.',
      zh: '每种消息类型都要求特定格式的内容。常见的错误是只有一个数字，或者还没有转成对象的 JSON 文本。',
    },
    cures: {
      node: {
        en: 'Build msg.payload in that form, in a change or function node before this one.',
        zh: '请在本节点之前用 change 或 function 节点把 msg.payload 整理成这种格式。',
      },
      console: 'node',
      terminal: { en: 'Build the payload in that form.', zh: '请把消息内容整理成这种格式。' },
      library: 'terminal',
    },
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_IDENTIFIER: {
    fact: {
      en: '“{identifier}” cannot be an identifier of a thing model.',
      zh: '“{identifier}”不能用作物模型的标识符。',
    },
    why: {
      en: 'Identifiers (标识符) have at most 50 letters, digits and _. The words set, get, post, time and value are reserved. The name shown in the console is not the identifier.',
      zh: '标识符只能由字母、数字和 _ 组成，最多 50 个字符；set、get、post、time、value 是保留字。控制台里显示的功能名称不是标识符。',
    },
    cures: {
      everywhere: {
        en: 'Copy the identifier from 功能定义 in the console; for a custom module write moduleId:identifier.',
        zh: '请从控制台的“功能定义”里复制标识符；自定义模块里的功能写成 moduleId:identifier 的形式。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'bad identifier', zh: '标识符有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TSL: {
    fact: {
      en: 'The thing model has a fault at {place}: {problem}.',
      zh: '物模型在 {place} 处有误：{problem}。',
    },
    why: {
      en: 'The text is not what the console exports, was cut short when it was copied, or was changed by hand.',
      zh: '内容不是控制台导出的物模型，复制时没有复制完整，或者手动改动过。',
    },
    cures: {
      everywhere: {
        en: 'Export it anew: 产品 → 功能定义 → 物模型 TSL → 完整物模型, and paste the whole of it.',
        zh: '请在控制台“产品 → 功能定义 → 物模型 TSL → 完整物模型”重新导出，并完整粘贴。',
      },
    },
    elsewhere: OF_THINGS,
    short: { en: 'thing model?', zh: '物模型有误' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TSL_UNKNOWN: {
    fact: { en: '{identifier} is not in the thing model.', zh: '物模型里没有 {identifier}。' },
    why: {
      en: 'The identifier is mistyped (upper and lower case differ), belongs to another product, or was added in the console after the model was exported. The platform would drop the value and still answer 200.',
      zh: '标识符拼写有误（区分大小写）、属于别的产品，或者是导出物模型之后才在控制台添加的。平台会丢弃这个值，却仍然返回 200。',
    },
    cures: {
      everywhere: {
        en: 'Compare it with 功能定义 in the console; after a change there, publish (发布上线) and paste the model anew.',
        zh: '请与控制台的“功能定义”核对；如果在那里改过，请先发布上线，再重新粘贴物模型。',
      },
    },
    elsewhere: OF_THINGS,
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TSL_SKIPPED: {
    fact: {
      en: '{identifier} is not in the thing model: it was left out, and the rest was sent.',
      zh: '物模型里没有 {identifier}：已跳过它，其余内容照常发送。',
    },
    why: {
      en: 'Check values is set to leave out what the thing model does not know. The identifier is mistyped (upper and lower case differ), belongs to another product, or was added in the console after the model was exported.',
      zh: '“上报前校验”设置为跳过物模型里没有的标识符。该标识符拼写有误（区分大小写）、属于别的产品，或者是导出物模型之后才在控制台添加的。',
    },
    cures: {
      everywhere: {
        en: 'If its values are wanted, define it under 功能定义 in the console, publish (发布上线) and export the model anew; otherwise take it out of the message.',
        zh: '如果需要它的数据，请在控制台的“功能定义”里添加并发布上线，再重新导出物模型；不需要的话，请从消息里去掉它。',
      },
    },
    elsewhere: OF_THINGS,
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TSL_VALUE: {
    fact: {
      en: '{identifier} must be {expected}, and is {value}.',
      zh: '{identifier} 应为{expected}，实际是 {value}。',
    },
    why: {
      en: 'The thing model defines type and range of each value. A wrong type is refused by the platform; range, step and length are checked by it in some products only.',
      zh: '物模型规定了每个值的类型和取值范围。类型不对平台会拒绝；取值范围、步长和长度只有部分产品会校验。',
    },
    cures: {
      node: {
        en: 'Convert the value before this node, or change the definition in the console and paste the thing model anew.',
        zh: '请在本节点之前转换这个值；或者在控制台修改功能定义，再重新粘贴物模型。',
      },
      console: 'node',
      terminal: {
        en: 'Convert the value first, or change the definition in the console and export the thing model anew.',
        zh: '请先转换这个值；或者在控制台修改功能定义，再重新导出物模型。',
      },
      library: 'terminal',
    },
    elsewhere: OF_THINGS,
    short: OF_A_MESSAGE,
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_KIND_SERVER: {
    fact: { en: 'The kind “{kind}” exists on Alibaba Cloud only.', zh: '类型“{kind}”只适用于阿里云。' },
    why: {
      en: 'The server that is set is another one, which knows no properties, events and services.',
      zh: '所选的是别的服务器，它没有属性、事件和服务。',
    },
    cures: {
      node: {
        en: 'Choose “to a topic” or “messages of a topic” and give the topic of your broker, or the server Alibaba Cloud IoT.',
        zh: '请把“发送内容”或“接收内容”改为指定 Topic，并填写该服务器的 Topic；或者在模块节点里把“服务器”改为阿里云。',
      },
      console: 'node',
      terminal: {
        en: 'Send to a topic of your broker, or use the server Alibaba Cloud IoT.',
        zh: '请改为发到该服务器的 Topic，或者使用阿里云。',
      },
      library: 'terminal',
    },
    short: { en: 'Aliyun only', zh: '仅限阿里云' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_TSL_FILE: {
    fact: {
      en: 'The file of the thing model, {file}, cannot be read: {detail}.',
      zh: '无法读取物模型文件 {file}：{detail}。',
    },
    why: {
      en: 'The path is wrong or means no ordinary file, there is no right to read it, it is far larger than a thing model, it was changed while it was read, or its drive does not answer.',
      zh: '路径写错了或不是普通文件，没有读取权限，文件远大于物模型应有的大小，读取时文件被改动，或者所在磁盘没有响应。',
    },
    cures: {
      node: {
        en: 'Give the path of the JSON that the console exports (物模型 TSL), absolute or from ~/.node-red.',
        zh: '请填写控制台导出的物模型 TSL（JSON）文件的路径，可用绝对路径或相对 ~/.node-red 的路径。',
      },
      console: 'node',
      terminal: {
        en: 'Give the path of the JSON that the console exports (物模型 TSL).',
        zh: '请填写控制台导出的物模型 TSL（JSON）文件的路径。',
      },
      library: 'terminal',
    },
    short: { en: 'model file?', zh: '物模型读不了' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
  EC20_RRPC_SIGN: {
    fact: {
      en: 'RRPC on a topic of your own needs a login that this package signs.',
      zh: '自定义 Topic 的 RRPC 需要由本软件包计算签名登录。',
    },
    why: {
      en: 'It must be asked for in the client id (ext=1), which the module’s own aliauth does not do.',
      zh: '它要在客户端 ID 里带 ext=1 申请，而模块自带的 aliauth 不会带。',
    },
    cures: {
      node: {
        en: 'Set Signing in the modem node to sign, or leave the topic empty for the system’s RRPC.',
        zh: '请把模块节点的“签名方式”改为 sign，或者把 Topic 留空，使用系统 Topic 的 RRPC。',
      },
      console: 'node',
      terminal: {
        en: 'Set the authentication to sign, or use the system’s RRPC.',
        zh: '请把签名方式设为 sign，或者使用系统 Topic 的 RRPC。',
      },
      library: 'terminal',
    },
    short: { en: 'RRPC: sign', zh: 'RRPC 需签名登录' },
    failure: 'none',
    publish: 'again',
    subscribe: 'again',
    refused: 'nothing',
    check: { line: 'answer', deaf: false },
  },
});
