/**
 * The page of the modem console: its elements, the lines of the trace, and what is chosen among them. It asks nothing of the
 * runtime; ec20-console.js does.
 */
(function () {
  /** Lines that the page holds; of more the oldest go. */
  var MOST_LINES = 1000;
  /** The view follows new lines while it is so near to the last one, in pixels. */
  var NEAR_THE_END = 40;
  /** Lines that PageUp and PageDown go over. */
  var PAGE = 10;

  /** Commands that people know from a serial assistant; each has a text `ec20-console.classic.…`. */
  var CLASSICS = [
    ['AT', 'at'],
    ['ATI', 'ati'],
    ['AT+CPIN?', 'cpin'],
    ['AT+QCCID', 'qccid'],
    ['AT+CSQ', 'csq'],
    ['AT+QCSQ', 'qcsq'],
    ['AT+CREG?', 'creg'],
    ['AT+CEREG?', 'cereg'],
    ['AT+CGATT?', 'cgatt'],
    ['AT+COPS?', 'cops'],
    ['AT+QNWINFO', 'qnwinfo'],
    ['AT+QICSGP=1', 'qicsgp'],
    ['AT+QIACT?', 'qiact'],
    ['AT+QPING=1,"www.aliyun.com"', 'qping'],
    ['AT+QMTOPEN?', 'qmtopen'],
    ['AT+QMTCONN?', 'qmtconn'],
    ['AT+CCLK?', 'cclk'],
    ['AT+CFUN?', 'cfun'],
    ['AT+QFLST', 'qflst'],
  ];

  function button(icon, label, act) {
    var face = $('<button type="button" class="red-ui-button red-ui-button-small"></button>');
    face.append($('<i aria-hidden="true"></i>').addClass('fa ' + icon));
    return face.attr({ title: label, 'aria-label': label }).on('click', act);
  }

  function row() {
    return $('<div class="ec20-console-row"></div>');
  }

  function field(label) {
    return $('<input type="text" autocomplete="off" autocapitalize="off" spellcheck="false">').attr({
      placeholder: label,
      'aria-label': label,
    });
  }

  /** Makes the elements. `_` translates; `on` hears: choose, filter, pause, clear, save, input, key, send, point. */
  function View(_, on) {
    var view = this;
    this._ = _;
    this.on = on;
    this.chosen = null;
    this.modems = $('<select></select>')
      .attr('aria-label', _('ec20-console.label.modem'))
      .on('change', on.choose);
    this.state = $('<span class="ec20-console-state" role="status"></span>');
    this.filter = field(_('ec20-console.label.filter'))
      .attr('title', _('ec20-console.hint.filter'))
      .on('input', on.filter);
    this.pause = button('fa-pause', _('ec20-console.label.pause'), on.pause).attr('aria-pressed', 'false');
    this.trouble = $('<div class="ec20-console-message"></div>');
    this.lines = $('<ul class="ec20-console-lines" role="listbox" tabindex="0"></ul>').attr(
      'aria-label',
      _('ec20-console.label.trace'),
    );
    this.hint = $('<div class="ec20-console-hint" role="note" aria-live="polite" tabindex="0"></div>')
      .attr('aria-label', _('ec20-console.label.hint'))
      .text(_('ec20-console.hint.point'));
    this.classics = this.makeClassics();
    this.command = field(_('ec20-console.label.command'))
      .addClass('ec20-console-command')
      .on('input', on.input)
      .on('keydown', on.key);
    this.send = button('fa-paper-plane', _('ec20-console.label.send'), on.send);
    this.message = $('<div class="ec20-console-message" role="status"></div>');
    this.lines.on('mouseover', 'li', function () {
      view.point($(this));
    });
    this.lines.on('click', 'li', function () {
      view.choose($(this));
    });
    this.lines.on('keydown', function (event) {
      view.moveBy(event);
    });
    this.content = $('<div class="ec20-console"></div>').append(
      row().append(this.modems, this.state),
      this.trouble,
      row().append(
        this.filter,
        this.pause,
        button('fa-ban', _('ec20-console.label.clear'), on.clear),
        button('fa-download', _('ec20-console.label.save'), on.save),
      ),
      this.lines,
      this.hint,
      row().append(this.classics, this.command, this.send),
      this.message,
    );
  }

  View.prototype.makeClassics = function () {
    var view = this;
    var label = this._('ec20-console.label.classics');
    var list = $('<select class="ec20-console-classics"></select>').attr({
      title: label,
      'aria-label': label,
    });
    list.append($('<option value=""></option>').text(this._('ec20-console.label.usual')));
    CLASSICS.forEach(function (each) {
      var words = each[0] + ' – ' + view._('ec20-console.classic.' + each[1]);
      list.append($('<option></option>').val(each[0]).text(words));
    });
    return list.on('change', function () {
      var command = list.val();
      list.val('');
      if (command === '') return;
      view.command.val(command).trigger('input').trigger('focus');
    });
  };

  /** Whether anybody can see the console now. */
  View.prototype.isVisible = function () {
    return !document.hidden && this.content.is(':visible');
  };

  /** The drop-down of config nodes: pairs of id and name; gives the chosen id. */
  View.prototype.offer = function (modems) {
    var before = this.modems.val();
    var options = modems.map(function (modem) {
      return $('<option></option>').val(modem.id).text(modem.name);
    });
    if (options.length === 0)
      options = [$('<option value=""></option>').text(this._('ec20-console.hint.none'))];
    this.modems
      .empty()
      .append(options)
      .prop('disabled', modems.length === 0);
    var isThere = modems.some(function (modem) {
      return modem.id === before;
    });
    if (isThere) this.modems.val(before);
    return this.modems.val() || '';
  };

  View.prototype.makeLine = function (entry) {
    var text = RED.ec20ConsoleText;
    var line = $('<li role="option" aria-selected="false"></li>').data('entry', entry);
    if (entry.left !== undefined) {
      return line.addClass('ec20-console-left').text(this._('ec20-console.hint.left', { count: entry.left }));
    }
    var shown = entry.text.replace(/(<CR>|<LF>)+$/, '');
    if (entry.direction === 'in' && /^(ERROR|\+CM[ES] ERROR)/.test(shown))
      line.addClass('ec20-console-refused');
    return line
      .addClass('ec20-console-' + entry.direction)
      .append(
        $('<span class="ec20-console-time"></span>').text(text.timeOfDay(entry.at)),
        document.createTextNode(' ' + text.MARKS[entry.direction] + ' ' + shown),
      );
  };

  /** Adds entries at the end, and follows them unless the reader has scrolled back. */
  View.prototype.add = function (entries) {
    var list = this.lines[0];
    var isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_THE_END;
    this.lines.append(entries.map(this.makeLine, this));
    var surplus = this.lines.children().length - MOST_LINES;
    if (surplus > 0) this.lines.children().slice(0, surplus).remove();
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  };

  /** Shows these entries and no others. */
  View.prototype.show = function (entries) {
    this.lines.empty().removeAttr('aria-activedescendant');
    this.chosen = null;
    this.add(entries.slice(-MOST_LINES));
    this.lines[0].scrollTop = this.lines[0].scrollHeight;
  };

  View.prototype.point = function (line) {
    var entry = line.data('entry');
    if (entry !== undefined && entry.left === undefined) this.on.point(entry, line);
  };

  View.prototype.choose = function (line) {
    if (line.length === 0) return;
    this.lines.children('.ec20-console-chosen').removeClass('ec20-console-chosen').removeAttr('id');
    this.lines.children('[aria-selected="true"]').attr('aria-selected', 'false');
    line.addClass('ec20-console-chosen').attr({ id: 'ec20-console-chosen', 'aria-selected': 'true' });
    this.lines.attr('aria-activedescendant', 'ec20-console-chosen');
    this.chosen = line;
    line[0].scrollIntoView({ block: 'nearest' });
    this.point(line);
  };

  /** Up, Down, PageUp, PageDown, Home and End choose a line; without a choice they begin at the last one. */
  View.prototype.moveBy = function (event) {
    var step = { ArrowUp: -1, ArrowDown: 1, PageUp: -PAGE, PageDown: PAGE, Home: -Infinity, End: Infinity }[
      event.key
    ];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    var all = this.lines.children();
    var now = this.chosen === null ? -1 : all.index(this.chosen);
    var wanted = now < 0 && Number.isFinite(step) ? all.length - 1 : now + step;
    this.choose(all.eq(Math.max(0, Math.min(all.length - 1, wanted))));
  };

  /** Paused: how many lines wait; not paused: `undefined`. */
  View.prototype.showPause = function (waiting) {
    var isPaused = waiting !== undefined;
    var label = isPaused
      ? this._('ec20-console.label.resume', { count: waiting })
      : this._('ec20-console.label.pause');
    this.pause.attr({ title: label, 'aria-label': label, 'aria-pressed': String(isPaused) });
    this.pause.toggleClass('selected', isPaused).empty();
    this.pause.append($('<i aria-hidden="true"></i>').addClass(isPaused ? 'fa fa-play' : 'fa fa-pause'));
    if (isPaused && waiting > 0) this.pause.append(document.createTextNode(' ' + waiting));
  };

  RED.ec20ConsoleView = View;
})();
