/**
 * Which host a config node's settings lead to, and back: for the dialog, that shows it while one types and takes settings from
 * a pasted host. The same rules as src/cloud/ has at run time; a test compares the two.
 * Sources: Alibaba Cloud IoT Platform, 查看和配置实例终端节点信息; §A1.6.
 */
(function () {
  /** Hosts that follow from the settings where none is entered, by server. */
  var HOST_OF = {
    aliyun: function (settings) {
      if (settings.instanceId !== '') return settings.instanceId + '.mqtt.iothub.aliyuncs.com';
      if (settings.productKey === '' || settings.region === '') return '';
      return settings.productKey + '.iot-as-mqtt.' + settings.region + '.aliyuncs.com';
    },
    tencent: function (settings) {
      return settings.productKey === '' ? '' : settings.productKey + '.iotcloud.tencentdevices.com';
    },
    onenet: function () {
      return 'mqtts.heclouds.com';
    },
  };
  var VARIABLE = /^\$\{[^{}\s]+\}$/;

  function wantsTls(settings) {
    if (settings.tls !== 'auto') return settings.tls === 'on';
    return settings.server === 'aliyun' && (settings.instanceId !== '' || settings.hasProductSecret === true);
  }

  /**
   * The endpoint of `{ server, productKey, region, instanceId, host, mqttPort, tls, hasProductSecret }`, texts as they stand in
   * the dialog: `{ host, port, isTls }`, `{ missing: property }` where it doesn't follow yet, or `{ unknown: true }` where an
   * environment variable decides.
   */
  function of(settings) {
    var used =
      settings.host !== ''
        ? [settings.server, settings.host, settings.mqttPort]
        : [settings.server, settings.instanceId, settings.productKey, settings.region, settings.mqttPort];
    if (
      used.concat([settings.tls]).some(function (text) {
        return VARIABLE.test(text);
      })
    )
      return { unknown: true };
    var follow = HOST_OF[settings.server];
    var host = settings.host || (follow ? follow(settings) : '');
    if (host === '') return { missing: follow ? 'productKey' : 'host' };
    return { host: host, port: settings.mqttPort || '1883', isTls: wantsTls(settings) };
  }

  /** Hosts of the platform, and what of the settings they tell. A match without `instanceId` is a legacy public instance. */
  var HOSTS = [
    { shape: /^([a-z0-9]+)\.iot-as-mqtt\.([a-z0-9-]+)\.aliyuncs\.com$/i, names: ['productKey', 'region'] },
    { shape: /^iot-as-mqtt\.([a-z0-9-]+)\.aliyuncs\.com$/i, names: ['region'] },
    { shape: /^([a-z0-9-]+)\.mqtt\.iothub\.aliyuncs\.com$/i, names: ['instanceId'] },
  ];

  /**
   * What an address tells, with or without `mqtt://` and `:port`: `{ host, port, scheme }`, and for hosts of Alibaba Cloud
   * `follows: { productKey, region, instanceId }`, from which the host follows. undefined: no host at all.
   */
  function read(address) {
    var parts = /^(?:(\w+):\/\/)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(\d{1,5}))?(?:\/.*)?$/.exec(
      String(address).trim(),
    );
    if (parts === null) return undefined;
    var found = { host: parts[2], port: parts[3], scheme: parts[1] };
    HOSTS.forEach(function (row) {
      var match = row.shape.exec(found.host);
      if (match === null) return;
      found.follows = {};
      row.names.forEach(function (name, index) {
        found.follows[name] = match[index + 1];
      });
    });
    return found;
  }

  RED.ec20Endpoint = { of: of, read: read };
})();
