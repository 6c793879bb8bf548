import type { Node, NodeDef, NodeInitializer } from 'node-red';

/** ec20-reply: answers a request of the cloud that ec20-subscribe sent. */
const initialise: NodeInitializer = (RED) => {
  function Ec20ReplyNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
  }

  RED.nodes.registerType('ec20-reply', Ec20ReplyNode);
};

export = initialise;
