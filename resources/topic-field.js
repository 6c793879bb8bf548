/** The topic's field of the publish and subscribe dialogs: a list of usual topics, and a line that says what the text comes to. */
(function () {
  function modemType() {
    return RED.nodes.getType('ec20-modem');
  }
  function plainValue(value) {
    var text = String(value || '').trim();
    return /^\$\{/.test(text) ? '' : text;
  }

  /** The device of the chosen config node, as far as its settings tell; {} without one. */
  function deviceOf(node) {
    var modem = RED.nodes.node(modemType().check.fieldOf(node, 'modem'));
    if (!modem) return {};
    var device = { productKey: plainValue(modem.productKey), deviceName: plainValue(modem.deviceName) };
    return device;
  }

  function fillList(list, node, use) {
    var _ = modemType()._;
    var rows = RED.ec20TopicHelp.usual(modemType().check.serverOf(node), use);
    list.empty().append($('<option>').val('').text(_('ec20-modem.topic.usual')));
    rows.forEach(function (row) {
      var text = _('ec20-modem.usual.' + row.key) + ' – ' + row.topic;
      $('<option>').val(row.topic).attr('title', row.topic).text(text).appendTo(list);
    });
    list.toggle(rows.length > 0);
  }

  /** The kind of the node that does what a usual topic does, with all its JSON. */
  function insteadOf(node, use, text) {
    var row = RED.ec20TopicHelp.usual(modemType().check.serverOf(node), use).filter(function (each) {
      return (
        each.topic ===
        text.replace(/\$\{Your(ProductKey|DeviceName)\}/g, function (whole, word) {
          return '${' + word.charAt(0).toLowerCase() + word.slice(1) + '}';
        })
      );
    })[0];
    return row && row.instead;
  }

  function sentences(node, use, text) {
    var type = modemType();
    var isFilter = use === 'subscribe';
    var server = type.check.serverOf(node);
    if (text === '') return [];
    var fault = RED.ec20TopicHelp.fault(text, isFilter, server);
    if (fault !== undefined) return [type.check.sentence(fault.key, fault.values)];
    var seen = RED.ec20TopicHelp.look(text, isFilter, server, deviceOf(node));
    var told = seen.notes.map(function (note) {
      return type._('ec20-modem.topic.' + note);
    });
    var instead = insteadOf(node, use, text);
    if (instead) {
      var kind = node._(node.type + '.kind.' + instead);
      told.push(type._('ec20-modem.topic.instead', { kind: kind }));
    }
    if (seen.topic !== text) {
      told.unshift(
        type._('ec20-modem.topic.becomes', { topic: seen.topic, bytes: seen.bytes, limit: seen.limit }),
      );
    }
    return told;
  }

  /** Shows sentences below each other in a tip; none: no tip. */
  function tell(tip, told) {
    tip.empty().toggle(told.length > 0);
    told.forEach(function (sentence) {
      $('<div>').text(sentence).appendTo(tip);
    });
  }

  /**
   * Makes it work in an open dialog. `parts`: `{ use: 'publish' | 'subscribe', list, hint }`, the last two as selectors. Gives a
   * function that brings both up to date after another field has changed.
   */
  function prepare(node, parts) {
    var field = $('#node-input-topic');
    var list = $(parts.list);
    var hint = $(parts.hint);
    var converted = '';
    function show() {
      var told = sentences(node, parts.use, String(field.val() || '').trim());
      if (converted !== '') told.unshift(converted);
      tell(hint, told);
    }
    list.on('change', function () {
      if (list.val() === '') return;
      field.val(list.val()).trigger('change');
      list.val('');
      field.trigger('focus');
    });
    field.on('input', function () {
      converted = '';
      show();
    });
    field.on('change', function () {
      var text = String(field.val() || '');
      var filter = parts.use === 'subscribe' ? RED.ec20TopicHelp.asFilter(text) : text;
      if (filter !== text) {
        converted = modemType()._('ec20-modem.topic.converted');
        field.val(filter).trigger('change');
      }
      show();
    });
    function refresh() {
      fillList(list, node, parts.use);
      show();
    }
    refresh();
    return refresh;
  }

  RED.ec20TopicField = { prepare: prepare, tell: tell };
})();
