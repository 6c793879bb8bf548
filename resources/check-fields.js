/**
 * Fields of the config dialog that a check has something to say about: marked, with words below them, until somebody types there.
 * `Ec20CheckFields.prepare(node, tabs)` gives what `Ec20Check.mount` asks for: which fields there are, and the way to them.
 */
(function () {
  var NOTE = 'ec20-modem-field-note';
  var MARK = 'ec20-modem-field-marked';

  function field(name) {
    return $('#node-config-input-' + name);
  }

  function unmark(target) {
    target.off('.ec20Mark').removeClass(MARK).removeAttr('aria-describedby aria-invalid');
    $('#' + NOTE + '-' + target.attr('id')).remove();
  }

  function mark(target, text) {
    unmark(target);
    var id = NOTE + '-' + target.attr('id');
    target
      .addClass(MARK)
      .attr({ 'aria-describedby': id, 'aria-invalid': 'true' })
      // A stored secret stands there as dots: what is typed takes their place.
      .on('focus.ec20Mark', function () {
        this.select();
      })
      .on('input.ec20Mark change.ec20Mark', function () {
        unmark(target);
      });
    $('<div class="form-tips form-warning"></div>')
      .addClass(NOTE)
      .attr('id', id)
      .text(text)
      .insertAfter(target.closest('.form-row'));
  }

  function prepare(node, tabs) {
    return {
      /** The field's name in the dialog; "" where there is no such field. */
      label: function (name) {
        return field(name).length === 0
          ? ''
          : $('label[for="node-config-input-' + name + '"]')
              .text()
              .trim();
      },
      /** Marks the fields of failed lines and no others; `say(line)` words it. */
      show: function (lines, say) {
        $('.' + MARK).each(function () {
          unmark($(this));
        });
        lines.forEach(function (line) {
          if (line.state !== 'failed') return;
          (line.fields || []).forEach(function (name) {
            if (field(name).length > 0) mark(field(name), say(line));
          });
        });
      },
      /** Shows the field's tab and goes there. */
      go: function (name) {
        tabs.activateTab(field(name).closest('#ec20-modem-tab-contents > div').attr('id'));
        field(name).trigger('focus');
      },
    };
  }

  RED.ec20CheckFields = { prepare: prepare };
})();
