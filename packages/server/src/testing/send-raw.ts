import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * Sends bytes unchanged. @returns everything that comes back until the server closes the connection
 */
export function sendRaw(siteAddress: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(siteAddress).port), 'localhost', () =>
      socket.write(text),
    );
    onTestFinished(() => void socket.destroy());
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.once('close', () => resolve(answer));
    socket.once('error', reject);
  });
}
