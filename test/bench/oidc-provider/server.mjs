// oidc-provider as it comes, with its store in memory: what Jeton is measured
// beside. One client, which gets opaque tokens for itself and asks about them.
import Provider from 'oidc-provider';

const { ADDRESS, CLIENT_ID, CLIENT_SECRET } = process.env;
const [host, port] = ADDRESS.split(':');

const provider = new Provider(`http://${ADDRESS}`, {
  clients: [{
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  }],
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    devInteractions: { enabled: false },
  },
  // Longer than any run.
  ttl: { ClientCredentials: 6 * 3600 },
});

provider.listen(Number(port), host);
