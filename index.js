// n8n loads the nodes named in package.json; nothing is exported here.
