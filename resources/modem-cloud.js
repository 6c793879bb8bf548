/**
 * The cloud's tab of the config dialog: the box that takes a device's settings in any form, and the endpoint that follows from
 * the fields, while one types. What is pasted never stands in the box, and a secret goes straight into its password field.
 */
(function () {
  var SECRETS = /^(deviceSecret|productSecret|password)$/;
  /** What is told of a pasted text, in this order. */
  var TOLD = [
    'server',
    'productKey',
    'deviceName',
    'deviceSecret',
    'productSecret',
    'region',
    'instanceId',
    'host',
    'mqttPort',
    'clientId',
    'username',
    'password',
    'keepAlive',
    'cleanSession',
    'tls',
    'apn',
  ];
  var LISTED = /^(server|cleanSession|tls)$/;

  function field(property) {
    return $('#node-config-input-' + property);
  }
  function valueOf(property) {
    return String(field(property).val() || '').trim();
  }

  /** The fields as resources/endpoint.js reads them. */
  function settings() {
    var read = { hasProductSecret: valueOf('productSecret') !== '' };
    ['server', 'productKey', 'region', 'instanceId', 'host', 'mqttPort', 'tls'].forEach(function (property) {
      read[property] = valueOf(property);
    });
    return read;
  }

  function showEndpoint(node, line) {
    var endpoint = RED.ec20Endpoint.of(settings());
    if (endpoint.unknown) line.text(node._('ec20-modem.endpoint.unknown'));
    else if (endpoint.missing) line.text(node._('ec20-modem.endpoint.' + endpoint.missing));
    else {
      var address = endpoint.host + ':' + endpoint.port;
      line.text(
        endpoint.isTls
          ? node._('ec20-modem.endpoint.tls', { address: address })
          : node._('ec20-modem.endpoint.plain', { address: address }),
      );
    }
  }

  /** A secret of another device is worse than none. */
  function fill(found) {
    var isOther = found.deviceName !== undefined && found.deviceName !== valueOf('deviceName');
    if (isOther && found.deviceSecret === undefined) field('deviceSecret').val('').trigger('change');
    Object.keys(found).forEach(function (property) {
      var target = field(property);
      if (target.attr('type') === 'checkbox') target.prop('checked', found[property]);
      else target.val(found[property]);
    });
    // Where it comes to the same, `auto` stays.
    if (found.tls !== undefined) {
      var automatic = RED.ec20Endpoint.of(Object.assign(settings(), { tls: 'auto' }));
      field('tls').val(automatic.isTls === (found.tls === 'on') ? 'auto' : found.tls);
    }
    Object.keys(found).forEach(function (property) {
      field(property).trigger('change');
    });
  }

  function shown(node, property, value) {
    if (SECRETS.test(property)) return node._('ec20-modem.paste.hidden', { length: value.length });
    if (property === 'cleanSession') return node._('ec20-modem.paste.' + value);
    if (property === 'region') {
      var name = $('#ec20-modem-region-list option[value="' + value + '"]').text();
      return name || value;
    }
    return LISTED.test(property) ? field(property).find('option:selected').text() : value;
  }

  function tell(node, reading, told) {
    var found = reading.found;
    told
      .empty()
      .show()
      .toggleClass('form-warning', Object.keys(found).length === 0);
    if (Object.keys(found).length === 0) {
      told.text(node._('ec20-modem.paste.nothing'));
      return;
    }
    $('<div>').text(node._('ec20-modem.paste.found')).appendTo(told);
    var list = $('<ul>').appendTo(told);
    TOLD.forEach(function (property) {
      if (found[property] === undefined || found[property] === '') return;
      var name = node._('ec20-modem.label.' + property);
      $('<li>')
        .text(node._('ec20-modem.paste.item', { name: name, value: shown(node, property, found[property]) }))
        .appendTo(list);
    });
    var missing = ['productKey', 'deviceName', 'deviceSecret'].filter(function (property) {
      return valueOf(property) === '' && !(property === 'deviceSecret' && valueOf('productSecret') !== '');
    });
    if (found.server === 'aliyun' && missing.length > 0) {
      var names = missing.map(function (property) {
        return node._('ec20-modem.label.' + property);
      });
      $('<div>')
        .text(node._('ec20-modem.paste.missing', { fields: names.join(node._('ec20-modem.paste.joint')) }))
        .appendTo(told);
      told.addClass('form-warning');
    }
    reading.notes.forEach(function (note) {
      $('<div>')
        .text(node._('ec20-modem.paste.' + note))
        .appendTo(told);
    });
  }

  function preparePaste(node) {
    var box = $('#ec20-modem-paste');
    var told = $('#ec20-modem-pasted').hide();
    function take(text) {
      box.val('');
      if (String(text).trim() === '') return;
      var reading = RED.ec20DevicePaste.read(text);
      fill(reading.found);
      tell(node, reading, told);
    }
    box.on('paste drop', function (event) {
      var data = event.originalEvent.clipboardData || event.originalEvent.dataTransfer;
      if (!data) return;
      event.preventDefault();
      take(data.getData('text'));
    });
    // Typed, or pasted by a way that tells no text.
    box.on('change', function () {
      take(box.val());
    });
  }

  function prepareEndpoint(node) {
    var line = $('#ec20-modem-endpoint');
    var properties = [
      'server',
      'productKey',
      'productSecret',
      'region',
      'instanceId',
      'host',
      'mqttPort',
      'tls',
    ];
    properties.forEach(function (property) {
      field(property).on('change input', function () {
        showEndpoint(node, line);
      });
    });
    showEndpoint(node, line);
  }

  /** Makes both work in an open dialog. */
  function prepare(node) {
    preparePaste(node);
    prepareEndpoint(node);
  }

  RED.ec20ModemCloud = { prepare: prepare };
})();
