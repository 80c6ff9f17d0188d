// Prints a JSON Web Key Set, and a token that its key has signed (ES256), whose claims are the argument.
const {generateKeyPairSync, sign} = require('node:crypto');

const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const content = `${encode({alg: 'ES256', kid: 'k'})}.${encode(JSON.parse(process.argv[2]))}`;
const signature = sign('sha256', Buffer.from(content), {key: privateKey, dsaEncoding: 'ieee-p1363'});

console.log(
    JSON.stringify({
        keySet: {keys: [{...publicKey.export({format: 'jwk'}), kid: 'k'}]},
        token: `${content}.${signature.toString('base64url')}`,
    }),
);
