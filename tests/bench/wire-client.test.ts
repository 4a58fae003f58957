import { createServer } from 'node:http';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openWireClient, readAnswer } from '../../src/bench/wire-client.ts';

describe('an answer', () => {
  const whole = 'HTTP/1.1 201 Created\r\ncontent-length: 4\r\n\r\nbody';

  it('is read when its last byte is there, and not before', () => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(readAnswer(Buffer.from(whole.slice(0, length)))).toBeUndefined();
    }
    const answer = readAnswer(Buffer.from(whole));
    expect(answer?.status).toBe(201);
    expect(answer?.body.toString()).toBe('body');
  });

  it('of the server itself, to what is no request, is read as well', () => {
    const answer = readAnswer(Buffer.from('HTTP/1.1 408 Request Timeout\r\nContent-Length: 2\r\n\r\nno'));
    expect(answer?.status).toBe(408);
    expect(answer?.body.toString()).toBe('no');
  });

  it('without a length is not guessed at', () => {
    expect(() => readAnswer(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toThrow('says how long it is');
  });
});

describe('the client', () => {
  it('sends on as many connections as it has, each again and again', async () => {
    const sockets = new Set<unknown>();
    const server = createServer((request, response) => {
      sockets.add(request.socket);
      const body = `${request.method} ${request.url}`;
      response.writeHead(201, { 'content-length': body.length }).end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const client = await openWireClient((server.address() as AddressInfo).port, 2);
    const send = (n: number) => client.send(`POST /${n} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`);
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all([send(round), send(round + 100)]);
      expect(answers.map(({ body }) => body.toString())).toEqual([`POST /${round}`, `POST /${round + 100}`]);
    }
    expect(sockets.size).toBe(2);
    client.close();
    server.close();
  });

  it('opens a connection again that the hub ended while it was idle', async () => {
    const goodbye = 'HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n';
    const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
    let opened = 0;
    const server = createTcpServer((socket) => {
      opened += 1;
      if (opened === 1) socket.end(goodbye);
      else socket.on('data', () => socket.write(answer));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const client = await openWireClient((server.address() as AddressInfo).port, 1);
    await expect.poll(() => connectionsOf(server)).toBe(0);
    expect((await client.send('GET / HTTP/1.1\r\n\r\n')).status).toBe(200);
    expect(opened).toBe(2);
    client.close();
    server.close();
  });

  it('says when the hub closes a connection instead of answering', async () => {
    const server = createTcpServer((socket) => socket.once('data', () => socket.destroy()));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const client = await openWireClient((server.address() as AddressInfo).port, 1);
    await expect(client.send('GET / HTTP/1.1\r\n\r\n')).rejects.toThrow('closed a connection');
    client.close();
    server.close();
  });
});

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
