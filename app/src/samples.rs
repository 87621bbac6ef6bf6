//! Incidents of our own writing to try the product with. Names, hosts and addresses are made up;
//! addresses are from the ranges kept for documentation.

/// One sample. Which label it gets is for the model to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    pub title: &'static str,
    pub text: &'static str,
}

pub const SAMPLES: [Sample; 10] = [
    Sample {
        title: "Files renamed on a file server",
        text: "At 02:14 the EDR on FS-LON-02 raised an alert: a process named svchostx.exe started from C:\\Users\\Public\\ and began renaming documents to *.lockbyte. Shadow copies were deleted with vssadmin delete shadows /all /quiet, and a ransom note README_RESTORE.txt appeared in 412 folders. The host is isolated. SHA-256 of the binary: 9f2c1b7e4d5a60318c7be2f9a4d1036e58b7c2d94f10ae3675c8d2b1e09f4a63.",
    },
    Sample {
        title: "Invoice from a supplier, new bank details",
        text: "Finance forwarded a mail that claims to come from our supplier Halden Freight: \"Please note our new bank account for invoice 88213, payment is due today.\" The sender is accounts@halden-freight.example.net, our supplier writes from haldenfreight.example. The mail links to hxxps://halden-freight[.]example[.]net/secure/login and asks the reader to sign in with the company account. Nobody has paid. Two people opened the link.",
    },
    Sample {
        title: "Push prompts at night",
        text: "User m.okafor received 43 MFA push prompts between 01:10 and 01:32 and approved one of them, by her own account \"to make it stop\". A minute later her session was used from 203.0.113.77, a hosting provider, and a new authenticator app was registered. Refresh tokens were revoked at 08:05 and the password was reset.",
    },
    Sample {
        title: "Large upload to a private cloud drive",
        text: "DLP reports that the workstation WS-4471 uploaded 18.6 GB to a personal cloud storage account within two hours on Sunday. The archive names match the customer database export of last month (crm_full_export_*.7z). Transfers went to 198.51.100.24 over TLS with rclone, and the volume is some 200 times the machine's usual daily total.",
    },
    Sample {
        title: "Strange requests to the shop",
        text: "The WAF logged 1,900 requests in ten minutes from 192.0.2.15 to /product?id= with payloads such as ' UNION SELECT username,password FROM users-- and sleep(5). Around 30 of them were answered with status 200 and larger bodies than usual. The application team confirms that the parameter is put into the query without binding.",
    },
    Sample {
        title: "Odd sign-ins to a payroll account",
        text: "The account h.brandt signed in from Hamburg at 09:02 and from Manila at 09:41, both with the right password. In between came 212 failed sign-ins against six other payroll accounts from the same two addresses. No VPN exit of ours is in either city. The second session read 37 salary records it had never opened before.",
    },
    Sample {
        title: "A colleague before her last day",
        text: "A senior engineer who resigned last week has been copying design documents of projects she does not work on to a USB disk, on three evenings after 21:00. Her manager says she told the team she would \"not be starting from zero\" at the competitor she is joining. HR and legal ask for the access logs to be preserved without alerting her.",
    },
    Sample {
        title: "Regular connections to an unknown host",
        text: "NetFlow shows the host 10.20.4.18 opening a connection to 198.51.100.201:8443 every 60 seconds, give or take two, for the last nine hours. Each carries about 1.2 kB out and 300 bytes in. The domain cdn-sync.example.org was registered four days ago. No malware was found on the host so far; the process behind it is not known yet.",
    },
    Sample {
        title: "Planned scan",
        text: "Between 22:00 and 23:30 the vulnerability scanner vs-01 (10.0.8.5) swept the DMZ under change CHG-20418, approved by the network team. The intrusion sensor raised 3,100 port scan alerts, all from that address and inside the window. The scan ended on time and the owner confirmed it in writing.",
    },
    Sample {
        title: "Not an incident at all",
        text: "Melt the butter with the sugar, let it cool a little, then stir in the eggs one at a time. Fold in the flour and a pinch of salt, pour everything into a buttered tin and bake it at 180 degrees for about forty minutes, until the top is golden and a skewer comes out clean.",
    },
];

/// The sample an address names, counted from 1.
pub fn sample(number: &str) -> Option<&'static Sample> {
    let number: usize = number.parse().ok()?;
    SAMPLES.get(number.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_counted_from_one() {
        assert_eq!(sample("1"), SAMPLES.first());
        assert_eq!(sample("10"), SAMPLES.last());
        for none in ["0", "11", "", "-1", "x", "99999999999999999999"] {
            assert_eq!(sample(none), None, "{none}");
        }
    }
}
