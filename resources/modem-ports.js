/**
 * The list of ports in the config dialog: `auto`, the ports of the computer that Node-RED runs on, the simulator. Each is a
 * button that fills the field above, which takes any other text too.
 */
(function () {
  /** Bytes of a path's end, by which people know a port: `ttyUSB2`. */
  function shortName(path) {
    return path.replace(/^.*[/\\]/, '');
  }

  function Row(value, title, detail, warning) {
    this.value = value;
    this.title = title;
    this.detail = detail || '';
    this.warning = warning || '';
  }

  /** What `auto` would take first now: of several modules the one that no other node has. */
  function autoRow(node, ports) {
    var modules = ports.filter(function (port) {
      return port.kind === 'ec20-at';
    });
    var free = modules.filter(function (module) {
      return !ports.some(function (port) {
        return isOthers(node, port) && port.device === module.device;
      });
    });
    if (free.length === 1) modules = free;
    if (modules.length === 1) {
      var found = node._('ec20-modem.ports.found', { port: shortName(modules[0].path) });
      return new Row('auto', node._('ec20-modem.port.auto'), found);
    }
    var warning = modules.length === 0 ? node._('ec20-modem.ports.none') : node._('ec20-modem.ports.several');
    return new Row('auto', node._('ec20-modem.port.auto'), '', warning);
  }

  function isOthers(node, port) {
    return port.node !== undefined && port.node !== node.name;
  }

  function warningOf(node, port) {
    if (isOthers(node, port)) {
      return node._('ec20-modem.ports.node', { node: port.node });
    }
    if (port.holder === undefined) return '';
    return port.holder.isCertain
      ? node._('ec20-modem.ports.holder', { program: port.holder.program })
      : node._('ec20-modem.ports.suspect', { program: port.holder.program });
  }

  function portRow(node, port) {
    var title =
      port.kind === 'serial'
        ? port.product || node._('ec20-modem.port.serial')
        : node._('ec20-modem.port.' + port.kind);
    var lasting = port.byId || port.path;
    var name = shortName(port.path);
    // Its number may move at each replug, its name by id doesn't.
    var detail = port.byId ? name + ' · ' + port.byId : port.path;
    return new Row(lasting, title, detail, warningOf(node, port));
  }

  function show(node, ports, field, list) {
    var rows = [autoRow(node, ports)].concat(
      ports.map(function (port) {
        return portRow(node, port);
      }),
      [new Row('simulator', node._('ec20-modem.port.simulator'))],
    );
    list.empty();
    rows.forEach(function (row) {
      var button = $('<button type="button" class="ec20-modem-port">')
        .attr('data-port', row.value)
        .appendTo(list);
      $('<span class="ec20-modem-port-title">').text(row.title).appendTo(button);
      if (row.detail) $('<span class="ec20-modem-port-detail">').text(row.detail).appendTo(button);
      if (row.warning) {
        $('<span class="ec20-modem-port-warning">')
          .append($('<i class="fa fa-exclamation-triangle" aria-hidden="true">'), ' ')
          .append(document.createTextNode(row.warning))
          .appendTo(button);
      }
      button.on('click', function () {
        field.val(row.value).trigger('change');
      });
    });
    mark(field, list);
  }

  function mark(field, list) {
    var value = String(field.val()).trim();
    list.find('button').each(function () {
      $(this).attr('aria-pressed', String($(this).attr('data-port') === value));
    });
  }

  /** ModemManager is the one that nearly everybody meets; its cure is a line to copy. */
  function tell(node, ports, told) {
    var isTaken = ports.some(function (port) {
      return port.holder !== undefined && port.holder.program === 'ModemManager';
    });
    told.text(isTaken ? node._('ec20-modem.ports.modemManager') : '').toggle(isTaken);
  }

  /** Fills the list of an open dialog and keeps it in step with the field. */
  function prepare(node) {
    var field = $('#node-config-input-port');
    var list = $('#ec20-modem-ports');
    var told = $('#ec20-modem-ports-told');
    function refresh() {
      list.attr('aria-busy', 'true');
      $.getJSON('ec20/ports')
        .done(function (ports) {
          show(node, ports, field, list);
          tell(node, ports, told);
        })
        .fail(function () {
          show(node, [], field, list);
          told.text(node._('ec20-modem.ports.failed')).show();
        })
        .always(function () {
          list.attr('aria-busy', 'false');
        });
    }
    told.hide();
    field.on('change input', function () {
      mark(field, list);
    });
    $('#ec20-modem-port-list').on('click', refresh);
    refresh();
  }

  RED.ec20ModemPorts = { prepare: prepare };
})();
