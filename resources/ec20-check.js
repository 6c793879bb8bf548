/**
 * “Check my setup” in the editor: a button and a checklist whose lines the runtime fills in while it looks at port, module, card,
 * network and cloud. `Ec20Check.mount(container, getConfig, i18n)` puts it into a dialog: `getConfig()` gives what is sent to
 * POST ec20/check, `i18n(key, values)` the texts, and `fields` (check-fields.js) the fields that a line is about. Ends with the dialog.
 */
(function () {
  var ICONS = {
    waiting: 'fa-circle-o',
    running: 'fa-circle-o-notch fa-spin',
    ok: 'fa-check-circle',
    warn: 'fa-exclamation-triangle',
    failed: 'fa-times-circle',
    skipped: 'fa-minus-circle',
  };
  var MOST_BARS = 4;
  /** Values of a line in the order in which they are shown; the others stay unsaid. */
  var SHOWN = {
    settings: ['host', 'port'],
    port: ['port'],
    module: ['model', 'revision', 'imei', 'profile'],
    sim: ['sim', 'iccid'],
    signal: ['dbm'],
    registration: ['operator', 'technology', 'band', 'registration'],
    address: ['address', 'apn'],
    server: ['host', 'port'],
    tls: ['utc'],
    login: ['clientId'],
    message: ['topic', 'tripMs'],
  };
  /** Values that are said with their names. */
  var NAMED = /^(imei|profile|iccid|dbm|apn|utc|clientId|tripMs|registration)$/;
  var STYLE =
    'ol.ec20-check-lines.ec20-check-lines{list-style:none;margin:8px 0 0;padding:0}' +
    '.ec20-check-lines>li{padding:4px 0 4px 24px;position:relative;overflow-wrap:anywhere}' +
    '.ec20-check-lines>li>i{position:absolute;left:2px;top:7px}' +
    '.ec20-check-name{font-weight:bold;margin-right:8px}' +
    '.ec20-check-time{opacity:.7;margin-left:8px;font-size:.9em}' +
    '.ec20-check-waiting{opacity:.6}' +
    '.ec20-check-ok>i{color:var(--red-ui-text-color-success,#3a8a3a)}' +
    '.ec20-check-warn>i{color:var(--red-ui-text-color-warning,#8a6d00)}' +
    '.ec20-check-failed>i,.ec20-check-failed .ec20-check-text{color:var(--red-ui-text-color-error,#b3261e)}' +
    '.ec20-check-bars{display:inline-flex;align-items:flex-end;gap:2px;height:13px;margin-right:6px}' +
    '.ec20-check-bars>span{width:4px;background:currentColor;opacity:.25}' +
    '.ec20-check-bars>.ec20-check-bar-on{opacity:1}' +
    '.ec20-check pre{max-height:140px;overflow:auto;font-size:11px;margin:4px 0;white-space:pre-wrap}' +
    '.ec20-check summary{cursor:pointer;opacity:.7;font-size:.9em}' +
    '.ec20-check-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}';

  function button(icon, text) {
    return $('<button type="button" class="red-ui-button"></button>')
      .css({ marginRight: '6px' })
      .append($('<i aria-hidden="true"></i>').addClass('fa ' + icon), document.createTextNode(' ' + text));
  }

  /** One of two languages of a sentence that the runtime has made. */
  function phrase(words) {
    return /^zh/i.test(RED.i18n.lang()) ? words.zh : words.en;
  }

  function detailText(line, i18n) {
    if (line.id === 'settings' || line.id === 'server') {
      return line.detail.host ? line.detail.host + ':' + line.detail.port : '';
    }
    return (SHOWN[line.id] || [])
      .filter(function (name) {
        return line.detail[name] !== undefined && line.detail[name] !== '';
      })
      .map(function (name) {
        var value = line.detail[name];
        if (name === 'registration') return i18n('registration.' + value);
        return NAMED.test(name) ? i18n('detail.' + name, { value: value }) : String(value);
      })
      .join(', ');
  }

  /** What follows a line: the reason, and what to do about it. */
  function sentences(line, i18n) {
    var found = [];
    if (line.text) found.push({ text: phrase(line.text), isReason: true });
    if (line.cure && line.state !== 'skipped') found.push({ text: phrase(line.cure), isReason: false });
    if (line.because)
      found.push({ text: i18n('because', { line: i18n('line.' + line.because) }), isReason: false });
    return found;
  }

  function timeText(line) {
    if (!/^(ok|warn|failed)$/.test(line.state)) return '';
    return line.ms < 1000 ? line.ms + ' ms' : (line.ms / 1000).toFixed(1) + ' s';
  }

  function bars(count) {
    var drawn = $('<span class="ec20-check-bars" aria-hidden="true"></span>');
    for (var bar = 1; bar <= MOST_BARS; bar++) {
      $('<span></span>')
        .css({ height: 3 * bar + 'px' })
        .toggleClass('ec20-check-bar-on', bar <= count)
        .appendTo(drawn);
    }
    return drawn;
  }

  /** Ways to the fields that a line is about. */
  function ways(line, fields) {
    return (line.fields || [])
      .filter(function (name) {
        return fields.label(name) !== '';
      })
      .map(function (name) {
        return $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
          .css({ margin: '2px 6px 2px 0' })
          .text('→ ' + fields.label(name))
          .on('click', function () {
            fields.go(name);
          });
      });
  }

  function fill(item, line, i18n, fields) {
    item
      .attr('class', 'ec20-check-' + line.state)
      .attr('data-line', line.id)
      .empty();
    $('<i aria-hidden="true"></i>')
      .addClass('fa ' + ICONS[line.state])
      .appendTo(item);
    $('<span class="ec20-check-hidden"></span>')
      .text(i18n('state.' + line.state) + ': ')
      .appendTo(item);
    $('<span class="ec20-check-name"></span>')
      .text(i18n('line.' + line.id))
      .appendTo(item);
    if (line.detail.bars !== undefined) {
      bars(line.detail.bars).appendTo(item);
      $('<span class="ec20-check-hidden"></span>')
        .text(i18n('bars', { bars: line.detail.bars }))
        .appendTo(item);
    }
    $('<span></span>').text(detailText(line, i18n)).appendTo(item);
    $('<span class="ec20-check-time"></span>').text(timeText(line)).appendTo(item);
    sentences(line, i18n).forEach(function (each) {
      $('<div></div>').toggleClass('ec20-check-text', each.isReason).text(each.text).appendTo(item);
    });
    if (line.state === 'failed') item.append(ways(line, fields));
    if (/^(warn|failed)$/.test(line.state) && line.traffic.length > 1) {
      var traffic = $('<details></details>').appendTo(item);
      $('<summary></summary>').text(i18n('traffic')).appendTo(traffic);
      $('<pre></pre>').text(line.traffic.slice(1).join('\n')).appendTo(traffic);
    }
  }

  function lineText(line, i18n) {
    var detail = detailText(line, i18n);
    if (line.detail.bars !== undefined)
      detail = [i18n('bars', { bars: line.detail.bars }), detail].join(', ');
    var time = timeText(line);
    var head = '[' + i18n('state.' + line.state) + '] ' + i18n('line.' + line.id);
    if (detail) head += ': ' + detail;
    if (time) head += ' (' + time + ')';
    return [head]
      .concat(
        sentences(line, i18n).map(function (each) {
          return '    ' + each.text;
        }),
        line.code ? ['    ' + line.code] : [],
      )
      .join('\n');
  }

  function mount(container, getConfig, i18n, fields) {
    var run = { id: null, version: -1, lines: [], shown: {} };
    var isOver = false;
    var start = button('fa-stethoscope', i18n('start'));
    var cancel = button('fa-stop', i18n('cancel')).hide();
    var copy = button('fa-clipboard', i18n('copy')).hide();
    var note = $('<div role="status"></div>').css({ marginTop: '6px' });
    var list = $('<ol class="ec20-check-lines" aria-live="polite"></ol>').attr('aria-label', i18n('start'));
    container.addClass('ec20-check').empty();
    $('<style></style>').text(STYLE).appendTo(container);
    container.append(start, cancel, copy, note, list);

    function show(report) {
      run.version = report.version;
      run.lines = report.lines;
      report.lines.forEach(function (line) {
        var text = JSON.stringify(line);
        if (run.shown[line.id] === text) return;
        run.shown[line.id] = text;
        var item = list.children('[data-line="' + line.id + '"]');
        if (item.length === 0) item = $('<li></li>').appendTo(list);
        fill(item, line, i18n, fields);
      });
      fields.show(report.lines, function (line) {
        return line.code === 'EC20_CHECK_SECRET_AGAIN' ? i18n('typeAgain') : phrase(line.text);
      });
      if (!report.done && report.running) note.text(i18n('running'));
    }

    function finish(text) {
      var hadFocus = cancel.is(document.activeElement);
      run.id = null;
      start.show();
      cancel.hide();
      copy.toggle(run.lines.length > 0);
      note.text(text);
      if (hadFocus) start.trigger('focus');
    }

    function verdict(report) {
      if (report.gone) return i18n('gone');
      function count(state) {
        return report.lines.filter(function (line) {
          return line.state === state;
        }).length;
      }
      if (count('failed') > 0) return i18n('verdict.failed');
      if (count('ok') + count('warn') === 0) return '';
      var isWhole = report.lines.slice(-1)[0].code !== 'EC20_CHECK_CANCELLED';
      if (!isWhole) return i18n('verdict.cancelled');
      return count('warn') > 0 ? i18n('verdict.warn') : i18n('verdict.ok');
    }

    function follow(id) {
      $.getJSON('ec20/check/' + id, { since: run.version })
        .done(function (report) {
          if (isOver || run.id !== id) return;
          show(report);
          if (report.done) finish(verdict(report));
          else follow(id);
        })
        .fail(function () {
          if (!isOver && run.id === id) finish(i18n('unreachable'));
        });
    }

    function end() {
      if (run.id === null) return;
      $.ajax({ url: 'ec20/check/' + run.id, method: 'DELETE', contentType: 'application/json' });
    }

    start.on('click', function () {
      run = { id: 'new', version: -1, lines: [], shown: {} };
      list.empty();
      fields.show([]);
      note.text('');
      start.hide();
      copy.hide();
      cancel.show().trigger('focus');
      $.ajax({
        url: 'ec20/check',
        method: 'POST',
        contentType: 'application/json',
        data: JSON.stringify(getConfig()),
      })
        .done(function (answer) {
          run.id = answer.id;
          if (isOver) end();
          else follow(answer.id);
        })
        .fail(function (response) {
          var told = (response.responseJSON || {}).message;
          finish(response.status === 401 ? i18n('forbidden') : told || i18n('unreachable'));
        });
    });
    cancel.on('click', function () {
      if (run.id !== 'new') end();
    });
    copy.on('click', function () {
      var text = run.lines
        .map(function (line) {
          return lineText(line, i18n);
        })
        .join('\n');
      RED.clipboard.copyText(text, copy, 'clipboard.copyMessageValue');
    });
    // The editor takes a closed dialog out of the page.
    container.on('remove', function () {
      isOver = true;
      if (run.id !== 'new') end();
    });
  }

  /** What the fields of a config node's dialog say now, saved or not. */
  function readDialog(node) {
    function valueOf(name) {
      var field = $('#node-config-input-' + name);
      if (field.length === 0) return node[name];
      return field.is(':checkbox') ? field.prop('checked') : field.val();
    }
    function read(definitions) {
      var values = {};
      Object.keys(definitions).forEach(function (name) {
        values[name] = valueOf(name);
      });
      return values;
    }
    return { node: node.id, config: read(node._def.defaults), credentials: read(node._def.credentials) };
  }

  RED.ec20Check = { mount: mount, readDialog: readDialog };
})();
