// The one modem node of all examples: since its id is the same, an editor that has it already takes that for the next example too.
const range = (type, min, max) => ({ type, specs: { min, max } });

/** The part of the demo product's thing model that the examples use, without what is only described. */
function thingModel(say) {
  const temperature = { identifier: 'Temperature', name: say('temperature', '温度') };
  const humidity = { identifier: 'Humidity', name: say('humidity', '湿度') };
  const celsius = { dataType: range('float', '-40', '120') };
  const percent = { dataType: range('float', '0', '100') };
  return {
    properties: [
      { ...temperature, accessMode: 'r', ...celsius },
      { ...humidity, accessMode: 'r', ...percent },
      {
        identifier: 'LightSwitch',
        name: say('light', '灯开关'),
        accessMode: 'rw',
        dataType: { type: 'bool' },
      },
      {
        identifier: 'Interval',
        name: say('interval', '上报间隔'),
        accessMode: 'rw',
        dataType: range('int', '1', '3600'),
      },
    ],
    events: [{ identifier: 'HighTemperature', outputData: [{ ...temperature, ...celsius }] }],
    services: [{ identifier: 'Reboot' }, { identifier: 'ReadNow', outputData: [{ ...temperature, ...celsius }, { ...humidity, ...percent }] }],
  };
}

export const MODEM_ID = 'ec20examplemodem';

export function modem(say) {
  return {
    id: MODEM_ID,
    type: 'ec20-modem',
    version: 1,
    name: say('EC20 (simulator)', 'EC20（虚拟模块）'),
    port: 'simulator',
    server: 'aliyun',
    productKey: 'a1DemoEC20x',
    deviceName: 'demo-device',
    tsl: JSON.stringify(thingModel(say)),
    compact: true,
  };
}

/** How an example is moved to a real device. */
export function realDevice(say) {
  return say(
    'A real device: in the modem node set the port to auto, paste the certificate (设备证书) and load the thing model. All examples share this node; if you have one of your own, choose that and delete this one.',
    '换成真实设备：在模块节点里把串口改为 auto，粘贴设备证书，导入物模型。所有示例共用这个模块节点；已有自己的，就在各节点里改选它，删掉这一个。',
  );
}
