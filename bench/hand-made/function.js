// The code of the hand-made flow's function node. One publish at a time: the next is sent when the module has reported the result
// of the previous one. Outputs: to the serial port, delivered, received, ready.
const state = context.get('state') ?? { queue: [], line: '', step: 0, current: null, id: 0 };
const SETUP = [
  'ATE0\r',
  'AT+QMTOPEN=0,"broker.bench",1883\r',
  'AT+QMTCONN=0,"hand"\r',
  'AT+QMTSUB=0,1,"sensors/ec20/in",1\r',
];
const ENDS = ['OK', '+QMTOPEN: 0,0', '+QMTCONN: 0,0,0', '+QMTSUB: 0,1,0,1'];

const next = () => {
  if (state.current !== null || state.queue.length === 0) return;
  state.current = state.queue.shift();
  state.id = (state.id % 65535) + 1;
  const id = state.current.qos === 0 ? 0 : state.id;
  const length = state.current.payload.length;
  node.send([{ payload: `AT+QMTPUBEX=0,${id},${state.current.qos},0,"sensors/ec20/up",${length}\r` }]);
};

if (msg.topic === 'begin') {
  node.send([{ payload: SETUP[0] }]);
} else if (msg.port === undefined) {
  state.queue.push(msg);
  next();
} else {
  state.line += msg.payload;
  if (/(^|\n)> ?$/.test(state.line) && state.current !== null) {
    state.line = '';
    node.send([{ payload: state.current.payload }]);
  }
  for (let end = state.line.indexOf('\n'); end !== -1; end = state.line.indexOf('\n')) {
    const line = state.line.slice(0, end).trim();
    state.line = state.line.slice(end + 1);
    if (line === ENDS[state.step]) {
      state.step += 1;
      if (state.step < SETUP.length) node.send([{ payload: SETUP[state.step] }]);
      else node.send([null, null, null, { payload: { state: 'online' } }]);
    } else if (line.startsWith('+QMTPUBEX:') && state.current !== null) {
      const done = state.current;
      state.current = null;
      node.send([null, done]);
      next();
    } else if (line.startsWith('+QMTRECV:')) {
      const parts = line.split(',');
      node.send([
        null,
        null,
        {
          topic: parts[2],
          payload: parts
            .slice(3)
            .join(',')
            .replace(/^(\d+,)?"|"$/g, ''),
        },
      ]);
    }
  }
}
context.set('state', state);
return null;
