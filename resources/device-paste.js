/**
 * Settings read from whatever text a person has of a device: the console's JSON, lines, table or MQTT parameters box, a line
 * of a program, or the AT commands of a blog post. It knows no language and no dialog: labels are found in English and
 * Chinese, and what it couldn't use is told as keys of ec20-modem's texts (`ec20-modem.paste.…`).
 */
(function () {
  /** Labels as people's texts have them, each field's most usual one first. Matched without regard to case. */
  var LABELS = {
    productKey: ['product[ _-]?key', '产品\\s?key', '产品标识', 'pk'],
    deviceName: ['device[ _-]?name', '设备名称', '设备名', 'dn'],
    deviceSecret: ['device[ _-]?secret', '设备密钥', '设备秘钥', 'ds'],
    productSecret: ['product[ _-]?secret', '产品密钥', '产品秘钥'],
    instanceId: ['(?:iot[ _-]?)?instance[ _-]?id', '实例\\s?id'],
    region: ['region[ _-]?id', 'region', '地域', '区域'],
    host: [
      'mqtt[ _-]?host[ _-]?url',
      'mqtt[ _-]?host',
      'host[ _-]?name',
      'host[ _-]?url',
      'host',
      'endpoint',
      'broker',
      'server',
      '接入域名',
      '接入点',
      '终端节点',
      '服务器地址',
      '域名',
    ],
    mqttPort: ['mqtt[ _-]?port', 'port', '端口号', '端口'],
    clientId: ['mqtt[ _-]?client[ _-]?id', 'client[ _-]?id', '客户端\\s?id'],
    username: ['mqtt[ _-]?user[ _-]?name', 'user[ _-]?name', '用户名'],
    password: ['mqtt[ _-]?passw(?:or)?d', 'passw(?:or)?d', '密码'],
  };
  var FIELDS = Object.keys(LABELS);
  var ANY_LABEL = FIELDS.map(function (field) {
    return '(' + LABELS[field].join('|') + ')';
  }).join('|');
  /** Between a label and its value: the end of the label's quotes or brackets, `:` or `=`, or just blanks. */
  var JOINT =
    '(?:[A-Za-z0-9_]*\\))?["\'`\\]\\)]*\\s*(?:\\[\\s*\\]\\s*)?(?:\\([^()]*\\)\\s*)?(?::=|=>|[:=])?\\s*';
  var VALUE = '(?:"([^"\\n]*)"|\'([^\'\\n]*)\'|`([^`\\n]*)`|([^\\s"\'`;<>]+))';

  /** What the fields can hold; anything else under a label is no value. */
  var SHAPES = {
    productKey: /^[A-Za-z0-9]{1,20}$/,
    deviceName: /^[A-Za-z0-9\-_@.:]{4,32}$/,
    deviceSecret: /^[A-Za-z0-9+/=]{6,64}$/,
    productSecret: /^[A-Za-z0-9]{6,64}$/,
    instanceId: /^[A-Za-z0-9-]{3,63}$/,
    region: /^[a-z]{2}-[a-z]+(-\d)?$/,
    mqttPort: /^\d{1,5}$/,
    clientId: /^[^\s"]{1,200}$/,
    username: /^[^\s"]{1,200}$/,
    password: /^[^\s"]{1,256}$/,
    keepAlive: /^\d{1,4}$/,
    apn: /^[A-Za-z0-9.-]{1,63}$/,
  };
  /** What stands in a text in place of a value. */
  var STAND_IN =
    /^(x{3,}|\$?[{<].*[}>]?|your.*|null|undefined|none|product_?key|device_?name|device_?secret|复制|查看|copy|view|hide|隐藏)$/i;
  var MASKED = /^[*•●·]{3,}$/;
  /** The console's button words beside a value, and names of regions. */
  var REGIONS = {
    'cn-shanghai': /华东\s?2|上海|shanghai/i,
    'cn-beijing': /华北\s?2|北京|beijing/i,
    'cn-shenzhen': /华南\s?1|深圳|shenzhen/i,
    'ap-northeast-1': /日本|东京|tokyo/i,
    'ap-southeast-1': /新加坡|singapore/i,
    'eu-central-1': /德国|法兰克福|frankfurt/i,
    'us-west-1': /硅谷|silicon/i,
    'us-east-1': /弗吉尼亚|virginia/i,
  };

  /** Full-width marks, typographic quotes, odd blanks, escapes of programs and web pages: all become plain text. */
  function plain(text) {
    return String(text)
      .replace(/[\uff01-\uff5e]/g, function (character) {
        return String.fromCharCode(character.charCodeAt(0) - 0xfee0);
      })
      .replace(/[“”„‟«»「」]/g, '"')
      .replace(/[‘’‚‛]/g, "'")
      .replace(/[、。]/g, ',')
      .replace(/[\u00a0\u2002-\u200a\u3000]/g, ' ')
      .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
      .replace(/&quot;|&#34;/g, '"')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&')
      .replace(/(\\r)?\\n|\\r/g, '\n')
      .replace(/\\"/g, '"')
      .replace(/\r\n?/g, '\n');
  }

  function Reading() {
    this.found = {};
    this.notes = [];
  }
  /** Keeps the first value of a field; gives whether the text can be one. */
  Reading.prototype.keep = function (field, text) {
    var value = String(text === undefined ? '' : text).trim();
    if (MASKED.test(value) && /Secret$/.test(field)) this.note('masked');
    if (value === '' || STAND_IN.test(value) || (SHAPES[field] && !SHAPES[field].test(value))) return false;
    if (this.found[field] === undefined) this.found[field] = value;
    return true;
  };
  Reading.prototype.note = function (key) {
    if (this.notes.indexOf(key) < 0) this.notes.push(key);
  };

  /** The fields of a command's arguments: `0,"a1","b"` is `['0', 'a1', 'b']`. */
  function argumentsOf(text) {
    return (text.match(/\s*("[^"\n]*"|[^,"\n]*)\s*(,|$)/g) || []).map(function (part) {
      return part.replace(/,\s*$/, '').trim().replace(/^"|"$/g, '');
    });
  }

  /** What each command tells, by its name and, where it has one, its option. */
  var COMMANDS = {
    'QMTCFG aliauth': function (reading, rest) {
      // The read-back may lack the client's index: then the product key comes first.
      var triplet = /^\d$/.test(rest[0]) ? rest.slice(1) : rest;
      reading.keep('productKey', triplet[0]);
      reading.keep('deviceName', triplet[1]);
      reading.keep('deviceSecret', triplet[2]);
    },
    'QMTCFG keepalive': function (reading, rest) {
      reading.keep('keepAlive', rest[1]);
    },
    'QMTCFG session': function (reading, rest) {
      if (/^[01]$/.test(rest[1])) reading.found.cleanSession = rest[1] === '1';
    },
    'QMTCFG ssl': function (reading, rest) {
      if (/^[01]$/.test(rest[1])) reading.found.tls = rest[1] === '1' ? 'on' : 'off';
    },
    QMTOPEN: function (reading, rest) {
      readHost(reading, rest[1]);
      reading.keep('mqttPort', rest[2]);
    },
    QMTCONN: function (reading, rest) {
      readLogin(reading, { clientId: rest[1], username: rest[2], password: rest[3] });
    },
    QMTSUB: function (reading, rest) {
      readTopic(reading, rest[2]);
    },
    QMTPUB: function (reading, rest) {
      readTopic(reading, rest[4]);
    },
    QMTPUBEX: function (reading, rest) {
      readTopic(reading, rest[4]);
    },
    QICSGP: function (reading, rest) {
      reading.keep('apn', rest[2]);
    },
    CGDCONT: function (reading, rest) {
      reading.keep('apn', rest[2]);
    },
  };

  function readCommands(reading, text) {
    var command = /(?:AT)?\+(QMT[A-Z]+|QICSGP|CGDCONT)\s*[=:]\s*([^\n]*)/gi;
    var any = false;
    for (var match = command.exec(text); match !== null; match = command.exec(text)) {
      var name = match[1].toUpperCase();
      // A C string's end, a comment or the next command on the same line are no arguments.
      var rest = argumentsOf(match[2].replace(/"\s*\)?\s*;.*$/, '"').replace(/;.*$|\s+\/\/.*$/, ''));
      var read = COMMANDS[name] || COMMANDS[name + ' ' + String(rest[0]).toLowerCase()];
      any = true;
      if (read) read(reading, COMMANDS[name] ? rest : rest.slice(1));
    }
    return any;
  }

  /** Topics of the platform hold product and device: /sys/pk/dn/…, /pk/dn/user/…, /ota/device/inform/pk/dn, /shadow/update/pk/dn. */
  function readTopic(reading, topic) {
    var shapes = [
      /^\/sys\/([^/]+)\/([^/]+)\//,
      /^\/([^/]+)\/([^/]+)\/user\//,
      /^\/(?:ota\/device|shadow)\/\w+\/([^/]+)\/([^/]+)$/,
      /^\/ext\/ntp\/([^/]+)\/([^/]+)\//,
    ];
    shapes.forEach(function (shape) {
      var match = shape.exec(String(topic || ''));
      if (match === null) return;
      reading.keep('productKey', match[1]);
      reading.keep('deviceName', match[2]);
    });
  }

  function readHost(reading, address) {
    var found = RED.ec20Endpoint.read(address || '');
    if (found === undefined || found.host.indexOf('.') < 0) return;
    reading.address = reading.address || found;
    if (found.port !== undefined) reading.keep('mqttPort', found.port);
    if (/^(mqtts|ssl|tls)$/i.test(found.scheme || '') && reading.found.tls === undefined)
      reading.found.tls = 'on';
    if (found.follows && found.follows.productKey) reading.keep('productKey', found.follows.productKey);
  }

  /**
   * The login of the MQTT parameters box names the device but holds no secret: its password is a signature. Another broker's
   * login is kept as it is.
   */
  function readLogin(reading, login) {
    var user = /^([^&\s]{4,32})&([A-Za-z0-9]{1,20})$/.exec(String(login.username || '').trim());
    var client = /^([^|]{1,64})\|([^|]*)\|$/.exec(String(login.clientId || '').trim());
    if (user !== null) {
      reading.keep('deviceName', user[1]);
      reading.keep('productKey', user[2]);
    }
    if (client !== null) {
      var base = /^([A-Za-z0-9]{1,20})[.&](.{4,32})$/.exec(client[1]);
      if (base !== null) {
        reading.keep('productKey', base[1]);
        reading.keep('deviceName', base[2]);
      }
    }
    if (user !== null || client !== null) reading.isSigned = true;
    else if (login.clientId || login.username || login.password)
      reading.login = Object.assign({}, reading.login, login);
  }

  /** A head line of labels and a line of values below it, as in a table or the console's list of new devices. */
  function readTable(reading, text) {
    var cells = function (line) {
      return line
        .trim()
        .split(/\s*[,\t|]\s*|\s{2,}/)
        .map(function (cell) {
          return cell.replace(/^["']|["']$/g, '');
        });
    };
    var lines = text.split('\n').filter(function (line) {
      return line.trim() !== '';
    });
    return lines.some(function (line, index) {
      var fields = cells(line).map(fieldOf);
      var values = cells(lines[index + 1] || '');
      var known = fields.filter(Boolean).length;
      if (known < 2 || values.length !== fields.length || values.some(fieldOf)) return false;
      fields.forEach(function (field, column) {
        if (field) reading.keep(field, values[column]);
      });
      return true;
    });
  }

  function fieldOf(label) {
    var match = new RegExp('^(?:' + ANY_LABEL + ')$', 'i').exec(label.trim());
    return match === null ? undefined : FIELDS[match.slice(1).findIndex(Boolean)];
  }

  function readLabels(reading, text) {
    var labelled = new RegExp('(?:^|[^A-Za-z0-9])(?:' + ANY_LABEL + ')(?![A-Za-z0-9])' + JOINT, 'gi');
    var value = new RegExp('^' + VALUE);
    var login = {};
    for (var label = labelled.exec(text); label !== null; label = labelled.exec(text)) {
      var field = FIELDS[label.slice(1).findIndex(Boolean)];
      var match = value.exec(text.slice(labelled.lastIndex));
      if (match === null) continue;
      var isBare = match[4] !== undefined;
      var raw = match.slice(1).find(function (part) {
        return part !== undefined;
      });
      // Commas belong to a client id, elsewhere they end a bare value.
      var found = isBare && field !== 'clientId' ? raw.replace(/[,)\]}].*$/, '') : raw.replace(/,$/, '');
      // Two labels in a row: the second is no value of the first.
      if (isBare && fieldOf(found) !== undefined) continue;
      if (takeLabelled(reading, login, field, found))
        labelled.lastIndex += isBare ? found.length : match[0].length;
    }
    if (Object.keys(login).length > 0) readLogin(reading, login);
  }

  function takeLabelled(reading, login, field, found) {
    if (field === 'host') {
      readHost(reading, found);
      return true;
    }
    if (/^(clientId|username|password)$/.test(field)) {
      if (!SHAPES[field].test(found) || STAND_IN.test(found) || MASKED.test(found)) return false;
      if (login[field] === undefined) login[field] = found;
      return true;
    }
    if (field === 'region' && !SHAPES.region.test(found)) {
      var named = Object.keys(REGIONS).filter(function (id) {
        return REGIONS[id].test(found);
      })[0];
      return reading.keep('region', named);
    }
    return reading.keep(field, found);
  }

  /** Three bare words: the longest is the secret, and a product key is as short as the platform makes them. */
  function readBareWords(reading, text) {
    var words = text.split(/[\s,;|"']+/).filter(Boolean);
    if (words.length !== 3) return;
    var secret = words.filter(function (word) {
      return /^[A-Za-z0-9]{32}$/.test(word);
    });
    var others = words.filter(function (word) {
      return word !== secret[0];
    });
    if (secret.length !== 1 || !/^[A-Za-z0-9]{10,11}$/.test(others[0]) || !SHAPES.deviceName.test(others[1]))
      return;
    reading.keep('productKey', others[0]);
    reading.keep('deviceName', others[1]);
    reading.keep('deviceSecret', secret[0]);
  }

  /** Hosts, instances and topics without a label. */
  function readLoose(reading, text) {
    (text.match(/[\w-]+(\.[\w-]+)*\.aliyuncs\.com(:\d{1,5})?/gi) || []).forEach(function (address) {
      readHost(reading, address);
    });
    (
      text.match(/\/(sys|ota|shadow|ext)\/[^\s"',]+|\/[A-Za-z0-9]+\/[^\s"'/,]+\/user\/[^\s"',]+/g) || []
    ).forEach(function (topic) {
      readTopic(reading, topic);
    });
  }

  /** The parts together: which server it is, and what the host means for region and instance. */
  function conclude(reading) {
    var found = reading.found;
    var address = reading.address;
    var isDevice = found.productKey !== undefined && found.deviceName !== undefined;
    var isAliyun = isDevice || reading.isSigned || (address !== undefined && address.follows !== undefined);
    if (address !== undefined && address.follows !== undefined) {
      found.host = '';
      found.instanceId = address.follows.instanceId || '';
      if (address.follows.region) found.region = address.follows.region;
    } else if (address !== undefined) found.host = address.host;
    if (isAliyun || found.deviceSecret !== undefined) found.server = 'aliyun';
    else if (address !== undefined) found.server = 'mqtt';
    if (found.server === 'mqtt')
      Object.keys(reading.login || {}).forEach(function (field) {
        reading.keep(field, reading.login[field]);
      });
    if (found.mqttPort !== undefined && (Number(found.mqttPort) < 1 || Number(found.mqttPort) > 65535)) {
      delete found.mqttPort;
    }
    if (reading.isSigned && found.deviceSecret === undefined) reading.note('signed');
    if (reading.notes.indexOf('masked') >= 0 && found.deviceSecret !== undefined) {
      reading.notes.splice(reading.notes.indexOf('masked'), 1);
    }
  }

  /**
   * Reads a pasted text. Gives `{ found, notes }`: settings by the names of ec20-modem's properties and credentials (an empty
   * text among them clears that setting), and keys of what a person should know (`masked`: the console shows stars instead of the
   * secret, `signed`: the box's password isn't the secret). Nothing recognised: an empty `found`.
   */
  function read(text) {
    var reading = new Reading();
    var clean = plain(text);
    var isCommands = readCommands(reading, clean);
    if (!isCommands) {
      readTable(reading, clean);
      readLabels(reading, clean);
      if (Object.keys(reading.found).length === 0) readBareWords(reading, clean);
    } else readLabels(reading, clean.replace(/[^\n]*\+Q[A-Z]+[^\n]*/gi, ''));
    readLoose(reading, clean);
    conclude(reading);
    return { found: reading.found, notes: reading.notes };
  }

  RED.ec20DevicePaste = { read: read };
})();
