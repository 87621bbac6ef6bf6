//! Word lists behind the slots. Names of people and places are invented mixes from many
//! countries; products are named the way people name them in tickets.

macro_rules! lists {
    ($($name:ident = $text:literal;)*) => {
        $(pub static $name: std::sync::LazyLock<Vec<&'static str>> =
            std::sync::LazyLock::new(|| $text.split('|').map(str::trim).collect());)*
    };
}

lists! {
    FIRST = "Maria|Tom|Aisha|Chen|Olga|Sven|Priya|Liam|Noor|Kofi|Elena|Marek|Yuki|Fatima|Diego|Ingrid|Samuel|Hana|Omar|Clara|Pavel|Amara|Jonas|Leila|Mateus|Grace|Viktor|Nadia|Ravi|Sofia|Ewan|Zainab|Lukas|Mei|Andre|Freya|Tariq|Bianca|Henrik|Ngozi|Pierre|Anika|Daniel|Rosa|Karim|Emma|Boris|Lina|Hugo|Salma|Petra|Jamal|Iris|Felix|Dalia|Owen|Mina|Carlos|Ruth|Stefan|Thandi|Erik|Vera|Malik|Joana|Nils|Farah|Oscar|Irina|Kwame|Alice|Rashid|Judith|Anton|Celeste|Mikko|Sanjay|Helen|Tariro|Bruno";
    LAST = "Okafor|Lindqvist|Brandt|Haddad|Novak|Tanaka|Moreau|Silva|Petrov|Osei|Kowalski|Fischer|Rahman|Costa|Larsen|Nguyen|Ivanova|Mensah|Webb|Castillo|Ekdahl|Reyes|Amin|Schulz|Doyle|Baker|Kaur|Romero|Aziz|Hansen|Berg|Patel|Marino|Kim|Fraser|Dubois|Zhou|Hughes|Abebe|Nowak|Santos|Keller|Mbeki|Virtanen|Sato|Byrne|Popescu|Diallo|Ortega|Jensen|Singh|Walsh|Horvat|Lopez|Adeyemi|Weber|Farouk|Lund|Moretti|Ali|Grant|Toth|Vargas|Eriksen|Chowdhury|Steiner|Pereira|Malik|Harris|Wolff|Kimani|Rossi|Bauer|Tran|Dlamini|Murphy|Sokolov|Vega|Hart|Yilmaz";
    ROLE = "payroll clerk|nurse|finance manager|sales lead|system administrator|warehouse supervisor|teacher|receptionist|procurement officer|software developer|database administrator|lab technician|claims handler|project manager|HR business partner|student assistant|accountant|branch manager|field engineer|legal counsel|marketing coordinator|data analyst|social worker|call centre agent|plant operator|research fellow|estate agent|IT contractor|pharmacist|logistics planner|executive assistant|help desk agent|DevOps engineer|buyer|registrar|dispatcher|caseworker|apprentice|store manager|network engineer";
    DEPT = "Accounts payable|Human resources|Sales|Procurement|Legal|Research|Facilities|Customer service|Radiology|Admissions|Warehouse|Marketing|Engineering|Payroll|Claims|Logistics|Treasury|Registry|Production|Compliance|Outpatients|IT operations|Estates|Planning|Design|Quality|Dispatch|Library|Maintenance|Communications";
    ORG = "Harbourline Logistics|Northgate Hospital|Vale County Council|Brightwater Energy|Alder & Finch Solicitors|Meridian Savings Bank|Kestrel Manufacturing|Fairlea University|Orchard Retail|Summit Insurance|Lakeside Schools Trust|Copperfield Foods|Tidewater Port Authority|Hillcrest Clinics|Granite Software|Oakfield Charity|Riverton Water|Sterling Pharma|Polar Shipping|Westmark Housing|Juniper Travel|Ironbridge Steel|Clearview Optics|Marlow Hotels";
    VENDOR = "Kestrel Print|Brookes Catering|Delta Office Supply|Nordhaus Consulting|Apex Payroll|Luma Cleaning|Harlow Freight|Cobalt IT Services|Pinecrest Labs|Vertex Recruitment|Amber Security|Solis Energy|Quillon Legal|Tern Telecom|BlueRidge Packaging|Orbis Travel|Castell Construction|Mira Health Supplies|Fjord Couriers|Tallow Marketing|Argent Payments|Wren Software|Halden Maintenance|Sable Imaging";
    SECTOR = "health care|education|retail|banking|insurance|local government|manufacturing|energy|logistics|hospitality|telecommunications|legal services|software|agriculture|charity|transport|construction|pharmaceutical|media|real estate";
    DEVICE = "company phone|tablet|barcode scanner|label printer|badge reader|meeting-room display|card terminal|security camera|ultrasound cart|point-of-sale till|kiosk|voice recorder|smart TV|network printer|time clock|handheld scanner|projector|video door bell|engineering laptop|PLC workstation";
    SITE = "Leeds office|warehouse 2|the Porto branch|head office|the night clinic|building C|the Lyon plant|campus library|the depot|floor 3|the Gdansk site|reception|the data centre|branch 14|the training room|the harbour office|the Oslo office|block B|the east wing|the call centre";
    APP = "the booking system|the patient portal|the payroll system|the CRM|the ERP|the claims database|the student records system|the online shop|the ticketing tool|the document archive|the HR portal|the warehouse system|the billing platform|the loan system|the member portal|the lab system|the supplier portal|the scheduling tool|the case management system|the asset register";
    SAAS = "Salesforce|SharePoint|Google Drive|Dropbox|Slack|Microsoft Teams|ServiceNow|Jira|Confluence|OneDrive|Workday|HubSpot|Box|Notion|Zoom|GitLab|Zendesk|Snowflake|DocuSign|Trello";
    DOC = "Q3_forecast.xlsx|customer_list.csv|payroll_march.xlsx|contract_draft.docx|price_list.pdf|board_minutes.docx|patient_export.csv|design_v7.dwg|budget.xlsx|salaries.xlsx|tender.pdf|source.zip|members.csv|invoices.pdf|roadmap.pptx|suppliers.xlsx|test_results.csv|network_plan.vsdx|passport_scans.zip|handover.docx";
    FILE = "updater_v2.exe|invoice_scan.js|svchosts.exe|setup_tool.msi|chrome_update.hta|report.docm|readme.lnk|viewer.exe|helper.dll|driver64.sys|install.sh|patch.bat|document.iso|player.apk|agent.ps1|photo.scr|sync.vbs|loader.bin|print_fix.exe|meeting.one";
    PATH = r"C:\Users\Public\svc.dll|C:\ProgramData\upd\run.exe|C:\Windows\Temp\a1.ps1|C:\Users\Public\Documents\k.vbs|C:\PerfLogs\m.exe|C:\Windows\Tasks\s.dll|C:\Users\Default\AppData\Local\Temp\tmp4.exe|C:\inetpub\wwwroot\help.aspx|C:\Recovery\x64\d.exe|C:\Intel\logs\c.bat";
    UPATH = "/var/tmp/.x/run.sh|/tmp/.ICE-unix/kd|/dev/shm/.m|/opt/app/uploads/img.php|/etc/cron.d/sysupd|/var/www/html/wp-content/cache.php|/root/.ssh/authorized_keys|/usr/local/bin/netd|/home/deploy/.bashrc|/etc/ld.so.preload";
    REPO = "billing-api|web-shop|infra-terraform|mobile-app|data-pipeline|payments|intranet|customer-portal|k8s-config|reporting|sensor-gateway|auth-service";
    COUNTRY = "Portugal|Brazil|Romania|Vietnam|Nigeria|the Netherlands|Turkey|Indonesia|Ukraine|India|Mexico|Bulgaria|South Africa|Kazakhstan|Poland|Argentina|Malaysia|Egypt|Moldova|Thailand|Chile|Lithuania|Kenya|Hong Kong|Serbia|Peru|Iran|Russia|China|Panama";
    CITY = "Lisbon|Recife|Bucharest|Hanoi|Lagos|Rotterdam|Izmir|Jakarta|Odesa|Pune|Monterrey|Sofia|Durban|Almaty|Gdansk|Rosario|Penang|Cairo|Chisinau|Phuket|Valparaiso|Vilnius|Nairobi|Kowloon|Novi Sad|Lima|Leeds|Lyon|Oslo|Tampere";
    MALWARE = "Emotet|QakBot|AsyncRAT|RedLine|Lumma|Agent Tesla|FormBook|IcedID|Gootloader|SocGholish|Cobalt Strike|XMRig|Raspberry Robin|DarkGate|Remcos|njRAT|Vidar|Mirai|TrickBot|PlugX|Bumblebee|LokiBot|SystemBC|Latrodectus";
    GROUP = "LockBit|BlackCat|Akira|Play|Black Basta|Cl0p|Rhysida|Medusa|Royal|BianLian|Hive|Qilin|Cactus|8Base|Hunters|INC Ransom";
    TOOL = "PsExec|AnyDesk|rclone|Mimikatz|nmap|TeamViewer|7-Zip|WinSCP|netcat|BloodHound|Rubeus|Impacket|ngrok|MegaSync|Advanced IP Scanner|ScreenConnect|PuTTY|AdFind|certutil|chisel";
    EDR = "CrowdStrike|Defender for Endpoint|SentinelOne|Carbon Black|Cortex XDR|Sophos|Elastic Defend|Trend Micro|ESET|Bitdefender";
    SIEM = "Splunk|Sentinel|QRadar|Elastic|Wazuh|Chronicle|LogRhythm|Graylog|Sumo Logic|Exabeam";
    FW = "Palo Alto|FortiGate|Check Point|Cisco ASA|pfSense|SonicWall|Sophos XG|OPNsense|Juniper SRX|Meraki";
    WAF = "Cloudflare|ModSecurity|F5|Imperva|AWS WAF|Akamai|Azure Front Door|Barracuda WAF|Fastly|FortiWeb";
    MAILGW = "Proofpoint|Mimecast|Defender for Office|Barracuda|Cisco ESA|Trend Micro Email|Google Workspace|Sophos Email|Abnormal|Libraesva";
    DLP = "Purview|Symantec DLP|Forcepoint|Trellix DLP|Netskope|Endpoint Protector|Digital Guardian|Zscaler DLP|Safetica|GTB";
    IDP = "Entra ID|Okta|Ping|OneLogin|Duo|Keycloak|Google Workspace|JumpCloud|Auth0|AD FS";
    VPN = "GlobalProtect|AnyConnect|FortiClient|Pulse Secure|Citrix Gateway|OpenVPN|WireGuard|SonicWall VPN|Ivanti|NetScaler";
    CASB = "Netskope|Defender for Cloud Apps|Zscaler|Skyhigh|Prisma Access|Forcepoint ONE|Cisco Umbrella|Lookout";
    CLOUD = "AWS|Azure|GCP|Oracle Cloud|the Kubernetes cluster|DigitalOcean";
    UA = "python-requests/2.31|curl/8.4.0|Mozilla/5.0 (X11; Linux x86_64)|sqlmap/1.7|Go-http-client/1.1|okhttp/4.9|Mozilla/5.0 (Windows NT 10.0; Win64; x64)|axios/1.6|nikto/2.5|Mozilla/4.0 (compatible; MSIE 8.0)";
    PROTO = "TCP|UDP|HTTPS|HTTP|TLS";
    CVE = "CVE-2024-3400|CVE-2023-34362|CVE-2021-44228|CVE-2023-4966|CVE-2022-41040|CVE-2024-21887|CVE-2023-22515|CVE-2021-26855|CVE-2024-4577|CVE-2023-46604|CVE-2020-1472|CVE-2022-26134|CVE-2023-27350|CVE-2024-1709|CVE-2018-13379|CVE-2019-19781";
    BADWORD = "portal-verify|secure-login|mail-update|account-check|docs-share|parcel-track|hr-benefits|sso-gateway|invoice-view|cdn-static|support-desk|file-drop|sync-node|api-edge|update-svc|my-bank-auth|cloud-files|meeting-join|tax-refund|voice-box|key-vault-id|stat-count|gift-reward|news-feed";
    TLD = "example|example|example|example.com|example.net|example.org|test|invalid.example";
    URLPATH = "login|verify|s/4f1|docs/view|signin?u=1|track/88213|gate.php|update.bin|share/rota|o/auth|reset|a.js|invoice.html|u/?id=7731|wp-login.php|join";
    MAILBOX = "billing|info|md.office|accounts|support|hr|no-reply|director|delivery|it-desk|results|orders|service|admin|ceo.private|payments";
    FREEMAIL = "freemail.example|mailbox.example|webpost.example|inbox.example.net|quickmail.example";
    SHARE = "finance|hr|projects|public|scans|legal|backup|engineering|patients|students";
    BUCKET = "exports|backups|customer-docs|logs-prod|invoices|media|research-data|db-dumps|scans|reports";
}
