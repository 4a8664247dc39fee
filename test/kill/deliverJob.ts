import { createSmtpChannel } from '../../connectors/smtp/SmtpChannel';
import { deliver } from '../../engine/delivery/deliver';
import { WITHOUT_LINKS } from '../../engine/delivery/DeliveryLinks';
import { carryOutJob, type DeliverJob } from './job';

void carryOutJob<DeliverJob>(async (store, job) => {
	const channel = createSmtpChannel({ host: '127.0.0.1', port: job.port, secure: 'none', user: '', password: '' });
	try {
		await deliver(store, channel, {
			campaignId: job.campaignId,
			from: { name: null, address: 'shop@example.com', replyTo: null },
			links: WITHOUT_LINKS, rate: null,
			maxMessages: null,
			maxTime: null,
		});
	} finally {
		await channel.close();
	}
});
