/**
 * Topics and filters in the dialogs: what is wrong with one, what it comes to for a device, and the usual ones of each server.
 * It knows no language: a fault is a key of ec20-modem's texts (`ec20-modem.error.…`) with its values, a usual topic one of
 * `ec20-modem.usual.…`. The runtime checks the same in src/cloud/topic.ts.
 * Sources: Alibaba Cloud IoT Platform, 什么是Topic; §A2, §A3.2; the other platforms' documents on their topics.
 */
(function () {
  /** Bytes of UTF-8: the platform's limit, and the module's for all others. */
  var LIMIT_BYTES = { aliyun: 128, other: 256 };
  /** The platform splits a topic at no more than so many slashes. */
  var MOST_SLASHES = 7;
  var ODD = /[\u00a0\u200b-\u200f\u2028-\u202f\u2060\u3000-\u3002\ufeff\uff01-\uff5e“”‘’]/;
  var NAMES = {
    productKey: 'productKey',
    YourProductKey: 'productKey',
    deviceName: 'deviceName',
    YourDeviceName: 'deviceName',
  };
  var DEVICE = '${productKey}/${deviceName}';

  /**
   * By server: the topics that people usually publish to and subscribe to. `instead` names the kind of the node that does the
   * same without a topic.
   */
  var USUAL = {
    aliyun: {
      publish: [
        { topic: '/' + DEVICE + '/user/update', key: 'custom' },
        { topic: '/sys/' + DEVICE + '/thing/event/property/post', key: 'property', instead: 'property' },
        { topic: '/sys/' + DEVICE + '/thing/model/up_raw', key: 'raw', instead: 'raw' },
        { topic: '/sys/' + DEVICE + '/thing/deviceinfo/update', key: 'tags', instead: 'tags' },
        { topic: '/shadow/update/' + DEVICE, key: 'shadow' },
        { topic: '/ota/device/inform/' + DEVICE, key: 'otaVersion', instead: 'ota-version' },
        { topic: '/ext/ntp/' + DEVICE + '/request', key: 'ntp', instead: 'ntp' },
      ],
      subscribe: [
        { topic: '/' + DEVICE + '/user/get', key: 'custom' },
        {
          topic: '/sys/' + DEVICE + '/thing/service/property/set',
          key: 'propertySet',
          instead: 'property-set',
        },
        { topic: '/sys/' + DEVICE + '/thing/service/+', key: 'service', instead: 'service' },
        { topic: '/sys/' + DEVICE + '/thing/event/property/post_reply', key: 'propertyReply' },
        { topic: '/sys/' + DEVICE + '/thing/event/+/post_reply', key: 'eventReply' },
        { topic: '/sys/' + DEVICE + '/rrpc/request/+', key: 'rrpc', instead: 'rrpc' },
        { topic: '/shadow/get/' + DEVICE, key: 'shadow' },
        { topic: '/ota/device/upgrade/' + DEVICE, key: 'ota', instead: 'ota' },
        { topic: '/ext/ntp/' + DEVICE + '/response', key: 'ntp' },
      ],
    },
    tencent: {
      publish: [
        { topic: '$thing/up/property/' + DEVICE, key: 'property' },
        { topic: '$thing/up/event/' + DEVICE, key: 'event' },
        { topic: DEVICE + '/data', key: 'custom' },
      ],
      subscribe: [
        { topic: '$thing/down/property/' + DEVICE, key: 'propertySet' },
        { topic: '$thing/down/event/' + DEVICE, key: 'eventReply' },
        { topic: '$thing/down/action/' + DEVICE, key: 'service' },
        { topic: DEVICE + '/control', key: 'custom' },
      ],
    },
    onenet: {
      publish: [
        { topic: '$sys/' + DEVICE + '/thing/property/post', key: 'property' },
        { topic: '$sys/' + DEVICE + '/thing/event/post', key: 'event' },
      ],
      subscribe: [
        { topic: '$sys/' + DEVICE + '/thing/property/post/reply', key: 'propertyReply' },
        { topic: '$sys/' + DEVICE + '/thing/property/set', key: 'propertySet' },
      ],
    },
    huawei: {
      publish: [
        { topic: '$oc/devices/${deviceName}/sys/properties/report', key: 'property' },
        { topic: '$oc/devices/${deviceName}/user/update', key: 'custom' },
      ],
      subscribe: [
        { topic: '$oc/devices/${deviceName}/sys/properties/set/#', key: 'propertySet' },
        { topic: '$oc/devices/${deviceName}/sys/commands/#', key: 'service' },
        { topic: '$oc/devices/${deviceName}/user/get', key: 'custom' },
      ],
    },
  };

  function bytesOf(text) {
    return new TextEncoder().encode(text).length;
  }
  function limitOf(server) {
    return server === 'aliyun' ? LIMIT_BYTES.aliyun : LIMIT_BYTES.other;
  }

  /** The classic slip of a Chinese keyboard, a full-width letter or mark, or a blank that nobody sees; undefined: none. */
  function odd(text) {
    var match = ODD.exec(text);
    return match === null ? undefined : match[0];
  }

  function isWellFormed(filter) {
    var levels = filter.split('/');
    return levels.every(function (level, index) {
      return level === '+' || (level === '#' && index === levels.length - 1) || !/[+#]/.test(level);
    });
  }

  /** A placeholder that nobody fills in: `${tsl.event.identifier}`, or one with a typing error. */
  function unknownPlaceholder(text) {
    return (text.match(/\$\{[^{}]*\}?/g) || []).filter(function (each) {
      return !Object.prototype.hasOwnProperty.call(NAMES, each.slice(2, -1));
    })[0];
  }

  function placeholderFault(placeholder, isFilter) {
    var isTsl = /^\$\{tsl\./.test(placeholder);
    var key = !isTsl ? 'placeholder' : isFilter ? 'tslFilter' : 'tslTopic';
    return { key: key, values: { placeholder: placeholder } };
  }

  /** What is wrong with a topic, or a filter, at that server: `{ key, values }`; undefined: nothing. */
  function fault(text, isFilter, server) {
    var strange = odd(text);
    var placeholder = unknownPlaceholder(text);
    var limit = limitOf(server);
    if (/[\p{Cc}"]/u.test(text)) return { key: 'topicCharacter' };
    if (strange !== undefined) return { key: 'character', values: { character: strange } };
    if (placeholder !== undefined) return placeholderFault(placeholder, isFilter);
    if (!isFilter && /[+#]/.test(text)) return { key: 'topicWildcard' };
    if (isFilter && !isWellFormed(text)) return { key: 'filterWildcard' };
    if (bytesOf(text) > limit) return { key: 'topicLong', values: { limit: limit } };
    return undefined;
  }

  /**
   * A filter as the console's lists write it, made one: each level of `${tsl.…}` becomes `+`. Gives the text unchanged where
   * it has none.
   */
  function asFilter(text) {
    return text
      .split('/')
      .map(function (level) {
        return /^\$\{tsl\.[^{}]*\}$/.test(level) ? '+' : level.replace(/^\$\{tsl\.[^{}]*\}(_reply)$/, '+');
      })
      .join('/');
  }

  /** The topic of a device `{ productKey, deviceName }`; what isn't known of it stays. */
  function expand(text, device) {
    return text.replace(/\$\{(\w+)\}/g, function (whole, word) {
      return device[NAMES[word]] || whole;
    });
  }

  /**
   * What a right topic comes to: `{ topic, bytes, limit }`, and as `notes` what is worth a word: `otherDevice` (it names another
   * device than the module's), `slashes` (more levels than the platform takes), `wildcard` (only some topics may have one).
   */
  function look(text, isFilter, server, device) {
    var topic = expand(text, device);
    var notes = [];
    if (server === 'aliyun') {
      var named =
        /^\/(?:sys\/|ext\/ntp\/|shadow\/\w+\/|ota\/device\/\w+\/)?([A-Za-z0-9]+)\/([^/+#]+)(?:\/|$)/.exec(
          topic,
        );
      var isSystem = /^\/(sys|ext|shadow|ota|broadcast)\//.test(topic);
      var isOwn = /^\/[^/]+\/[^/]+\/user\//.test(topic);
      if (named !== null && (isOwn || isSystem) && !isOf(named, device)) notes.push('otherDevice');
      if (topic.split('/').length - 1 > MOST_SLASHES) notes.push('slashes');
      if (isFilter && isOwn && /[+#]/.test(topic)) notes.push('wildcard');
    }
    return { topic: topic, bytes: bytesOf(topic), limit: limitOf(server), notes: notes };
  }

  function isOf(named, device) {
    var isProduct = !device.productKey || named[1] === device.productKey;
    return isProduct && (!device.deviceName || named[2] === device.deviceName);
  }

  /** The usual topics of a server to `publish` or `subscribe`; none for a broker of one's own. */
  function usual(server, use) {
    return (USUAL[server] && USUAL[server][use]) || [];
  }

  RED.ec20TopicHelp = {
    odd: odd,
    fault: fault,
    asFilter: asFilter,
    look: look,
    usual: usual,
    expand: expand,
  };
})();
