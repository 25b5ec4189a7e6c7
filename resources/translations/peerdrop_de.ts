<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AddAddress</name>
    <message>
        <source>Add by address</source>
        <translation>Über Adresse hinzufügen</translation>
    </message>
    <message>
        <source>Not now (Esc)</source>
        <translation>Jetzt nicht (Esc)</translation>
    </message>
    <message>
        <source>A name, or an IP address, and the port if it is not 3001.</source>
        <translation>Ein Name oder eine IP-Adresse, und der Port, falls es nicht 3001 ist.</translation>
    </message>
    <message>
        <source>192.168.1.20 or workshop.local:3001</source>
        <translation>192.168.1.20 oder werkstatt.local:3001</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Erneut versuchen</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird gefragt …</translation>
    </message>
    <message>
        <source>That is not an address. Write a name, 192.168.1.20 or 192.168.1.20:3001.</source>
        <translation>Das ist keine Adresse. Möglich sind ein Name, 192.168.1.20 oder 192.168.1.20:3001.</translation>
    </message>
    <message>
        <source>Nothing answers at {address}. Is PeerDrop running there?</source>
        <translation>Unter {address} antwortet nichts. Läuft dort PeerDrop?</translation>
    </message>
    <message>
        <source>This is this device.</source>
        <translation>Das ist dieses Gerät selbst.</translation>
    </message>
</context>
<context>
    <name>Amounts</name>
    <message>
        <source>{done} of {whole}</source>
        <extracomment>How far a transfer is: &quot;2.4 of 3.8 GB&quot;.</extracomment>
        <translation>{done} von {whole}</translation>
    </message>
    <message>
        <source>{amount}/s</source>
        <extracomment>A speed: &quot;412 MB/s&quot;.</extracomment>
        <translation>{amount}/s</translation>
    </message>
    <message numerus="yes">
        <source>%Ln s left</source>
        <translation>
            <numerusform>noch %Ln s</numerusform>
            <numerusform>noch %Ln s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min left</source>
        <translation>
            <numerusform>noch %Ln min</numerusform>
            <numerusform>noch %Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h left</source>
        <translation>
            <numerusform>noch %Ln h</numerusform>
            <numerusform>noch %Ln h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln days left</source>
        <translation>
            <numerusform>noch %Ln Tag</numerusform>
            <numerusform>noch %Ln Tage</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln s</source>
        <translation>
            <numerusform>%Ln s</numerusform>
            <numerusform>%Ln s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min</source>
        <translation>
            <numerusform>%Ln min</numerusform>
            <numerusform>%Ln min</numerusform>
        </translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{number} %</source>
        <extracomment>A share of a whole: &quot;64 %&quot;.</extracomment>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 Datei</translation>
    </message>
    <message numerus="yes">
        <source>%Ln files</source>
        <translation>
            <numerusform>%Ln Datei</numerusform>
            <numerusform>%Ln Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>1 item</source>
        <translation>1 Element</translation>
    </message>
    <message numerus="yes">
        <source>%Ln items</source>
        <translation>
            <numerusform>%Ln Element</numerusform>
            <numerusform>%Ln Elemente</numerusform>
        </translation>
    </message>
    <message>
        <source>{number} ms</source>
        <translation>{number} ms</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>%Ln h</source>
        <translation>
            <numerusform>%Ln h</numerusform>
            <numerusform>%Ln h</numerusform>
        </translation>
    </message>
    <message>
        <source>d MMM</source>
        <extracomment>A day of this year in short, in Qt&apos;s signs: &quot;3 Nov&quot;.</extracomment>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>dddd, d MMMM</source>
        <extracomment>A day in Qt&apos;s signs: &quot;Tuesday, 3 November&quot;.</extracomment>
        <translation>dddd, d. MMMM</translation>
    </message>
</context>
<context>
    <name>Cards</name>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Review…</source>
        <translation>Ansehen …</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Nobody at {name} could decide</source>
        <translation>Bei {name} konnte niemand entscheiden</translation>
    </message>
    <message>
        <source>{name} takes files only from others now</source>
        <translation>{name} nimmt gerade nur Dateien von anderen an</translation>
    </message>
    <message>
        <source>Not enough space on {name}</source>
        <translation>Nicht genug Platz auf {name}</translation>
    </message>
    <message>
        <source>{name} declined</source>
        <translation>{name} hat abgelehnt</translation>
    </message>
    <message numerus="yes">
        <source>{name} and %Ln more</source>
        <extracomment>A job of several files by the first of them: &quot;report.pdf and 2 more&quot;.</extracomment>
        <translation>
            <numerusform>{name} und %Ln weitere</numerusform>
            <numerusform>{name} und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Sending {what} to {name}</source>
        <translation>{what} wird an {name} gesendet</translation>
    </message>
    <message>
        <source>{what} from {name}</source>
        <translation>{what} von {name}</translation>
    </message>
    <message>
        <source>Space pauses</source>
        <translation>Leertaste hält an</translation>
    </message>
    <message>
        <source>Space resumes</source>
        <translation>Leertaste setzt fort</translation>
    </message>
    <message>
        <source>Delete cancels</source>
        <translation>Entf bricht ab</translation>
    </message>
    <message>
        <source>Goes when {name} is back online</source>
        <translation>Wird gesendet, sobald {name} wieder da ist</translation>
    </message>
    <message>
        <source>Next in line</source>
        <translation>Als Nächstes an der Reihe</translation>
    </message>
    <message>
        <source>Waiting for {name} to accept</source>
        <translation>Wartet, bis {name} annimmt</translation>
    </message>
    <message>
        <source>wants to send</source>
        <extracomment>Behind the size of an offer: &quot;3 files · 2.1 MB · wants to send&quot;.</extracomment>
        <translation>soll gesendet werden</translation>
    </message>
    <message>
        <source>Being reviewed below</source>
        <extracomment>The sheet with this offer stands open below the card.</extracomment>
        <translation>Wird unten angesehen</translation>
    </message>
    <message>
        <source>Not enough space here: {free} free, {needed} needed.</source>
        <translation>Hier ist nicht genug Platz: {free} frei, {needed} nötig.</translation>
    </message>
    <message>
        <source>{size} free</source>
        <extracomment>Space on the disk: &quot;106 GB free&quot;.</extracomment>
        <translation>{size} frei</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>Paused: the disk here is nearly full. It goes on when there is space.</source>
        <translation>Angehalten: Der Datenträger hier ist fast voll. Es geht weiter, sobald Platz da ist.</translation>
    </message>
    <message>
        <source>Paused: the disk on {name} is nearly full. It goes on when there is space.</source>
        <translation>Angehalten: Der Datenträger von {name} ist fast voll. Es geht weiter, sobald Platz da ist.</translation>
    </message>
    <message>
        <source>Paused at {percent} by {name}</source>
        <translation>Bei {percent} angehalten von {name}</translation>
    </message>
    <message>
        <source>Paused at {percent}</source>
        <translation>Bei {percent} angehalten</translation>
    </message>
    <message>
        <source>Connection lost. Continues by itself.</source>
        <translation>Verbindung verloren. Es geht von selbst weiter.</translation>
    </message>
    <message>
        <source>Checking the files…</source>
        <translation>Dateien werden geprüft …</translation>
    </message>
    <message>
        <source>Delivered in {duration}</source>
        <translation>Zugestellt in {duration}</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Zugestellt</translation>
    </message>
    <message>
        <source>Saved to {folder}</source>
        <translation>Gespeichert in {folder}</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>checked</source>
        <extracomment>Behind the size of what arrived: its digest is right.</extracomment>
        <translation>geprüft</translation>
    </message>
    <message>
        <source>{arrived} of {files} delivered. {count} could not be sent.</source>
        <translation>{arrived} von {files} zugestellt. {count} nicht gesendet.</translation>
    </message>
    <message>
        <source>{arrived} of {files} saved. {count} could not be written.</source>
        <translation>{arrived} von {files} gespeichert. {count} nicht geschrieben.</translation>
    </message>
    <message>
        <source>Declined</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Canceled by {name} at {percent}</source>
        <translation>Bei {percent} abgebrochen von {name}</translation>
    </message>
    <message>
        <source>Canceled by {name}</source>
        <translation>Abgebrochen von {name}</translation>
    </message>
    <message>
        <source>Canceled by you at {percent}</source>
        <translation>Bei {percent} hier abgebrochen</translation>
    </message>
    <message>
        <source>Canceled by you</source>
        <translation>Hier abgebrochen</translation>
    </message>
    <message>
        <source>Relay</source>
        <translation>Relay</translation>
    </message>
    <message>
        <source>TLS lane</source>
        <translation>TLS-Spur</translation>
    </message>
    <message>
        <source>Not enough space here.</source>
        <translation>Hier ist nicht genug Platz.</translation>
    </message>
    <message>
        <source>Could not be written here.</source>
        <translation>Konnte hier nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The disk here is full.</source>
        <translation>Der Datenträger hier ist voll.</translation>
    </message>
    <message>
        <source>A file was changed on {name} while it was sent.</source>
        <translation>Eine Datei wurde auf {name} während des Sendens geändert.</translation>
    </message>
    <message>
        <source>A file on {name} could not be read.</source>
        <translation>Eine Datei auf {name} konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Not enough space on {name}.</source>
        <translation>Nicht genug Platz auf {name}.</translation>
    </message>
    <message>
        <source>Could not be written on {name}.</source>
        <translation>Konnte auf {name} nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The disk on {name} is full.</source>
        <translation>Der Datenträger von {name} ist voll.</translation>
    </message>
    <message>
        <source>A file was changed while it was sent.</source>
        <translation>Eine Datei wurde während des Sendens geändert.</translation>
    </message>
    <message>
        <source>A file could not be read.</source>
        <translation>Eine Datei konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{name} did not decide in time.</source>
        <translation>{name} hat nicht rechtzeitig entschieden.</translation>
    </message>
    <message>
        <source>{name} did not confirm that everything arrived.</source>
        <translation>{name} hat nicht bestätigt, dass alles angekommen ist.</translation>
    </message>
    <message>
        <source>A file has a name that can&apos;t be used.</source>
        <translation>Eine Datei hat einen Namen, der nicht verwendet werden kann.</translation>
    </message>
    <message>
        <source>Arrived damaged, not saved.</source>
        <translation>Beschädigt angekommen, nicht gespeichert.</translation>
    </message>
    <message>
        <source>The connection to {name} was lost.</source>
        <translation>Die Verbindung zu {name} ging verloren.</translation>
    </message>
    <message>
        <source>{name} sent something that can&apos;t be understood.</source>
        <translation>{name} hat etwas Unverständliches gesendet.</translation>
    </message>
    <message>
        <source>The transfer with {name} failed.</source>
        <translation>Die Übertragung mit {name} ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The offer was not answered in time.</source>
        <translation>Das Angebot wurde nicht rechtzeitig beantwortet.</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Send files</source>
        <translation>Dateien senden</translation>
    </message>
    <message>
        <source>Enter sends, Esc drops</source>
        <translation>Enter sendet, Esc verwirft</translation>
    </message>
    <message>
        <source>Do not send (Esc)</source>
        <translation>Nicht senden (Esc)</translation>
    </message>
    <message>
        <source>{files}: {name}, …</source>
        <extracomment>Several attached files: &quot;3 files: report.pdf, …&quot;.</extracomment>
        <translation>{files}: {name}, …</translation>
    </message>
    <message>
        <source>Attached: {files}. {help}.</source>
        <translation>Angehängt: {files}. {help}.</translation>
    </message>
    <message>
        <source>Attach files (Ctrl+O)</source>
        <translation>Dateien anhängen (Strg+O)</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>Senden (Enter)</translation>
    </message>
    <message>
        <source>Message {name}</source>
        <translation>Nachricht an {name}</translation>
    </message>
    <message>
        <source>Message to {name}</source>
        <translation>Nachricht an {name}</translation>
    </message>
</context>
<context>
    <name>Connections</name>
    <message>
        <source>Began</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>Lasted</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Past connections</source>
        <translation>Frühere Verbindungen</translation>
    </message>
    <message>
        <source>Connect &amp;again</source>
        <translation>&amp;Erneut verbinden</translation>
    </message>
    <message>
        <source>Connections with {name}</source>
        <translation>Verbindungen mit {name}</translation>
    </message>
    <message>
        <source>It was last seen at {address}.</source>
        <translation>Zuletzt gesehen unter {address}.</translation>
    </message>
    <message>
        <source>None yet. It was last seen at {address}.</source>
        <translation>Noch keine. Zuletzt gesehen unter {address}.</translation>
    </message>
    <message>
        <source>Connection with {name}</source>
        <translation>Verbindung mit {name}</translation>
    </message>
    <message>
        <source>Direct, on this network</source>
        <translation>Direkt, in diesem Netzwerk</translation>
    </message>
    <message>
        <source>Direct, through a router</source>
        <translation>Direkt, durch einen Router</translation>
    </message>
    <message>
        <source>Through a relay</source>
        <translation>Über ein Relay</translation>
    </message>
    <message>
        <source>Good: answers come in under 50 ms.</source>
        <translation>Gut: Antworten kommen in weniger als 50 ms.</translation>
    </message>
    <message>
        <source>Slow: answers take 50 to 150 ms, or one was missed.</source>
        <translation>Langsam: Antworten brauchen 50 bis 150 ms, oder eine blieb aus.</translation>
    </message>
    <message>
        <source>Weak: answers take over 150 ms, or several were missed.</source>
        <translation>Schwach: Antworten brauchen mehr als 150 ms, oder mehrere blieben aus.</translation>
    </message>
    <message>
        <source>A weak Wi-Fi or a busy network is the usual cause. Come closer, or use a cable.</source>
        <translation>Meist liegt es an schwachem WLAN oder einem ausgelasteten Netzwerk. Näher herangehen oder ein Kabel nehmen hilft.</translation>
    </message>
    <message>
        <source>The way leads through the internet. On one network it would be faster.</source>
        <translation>Der Weg führt durchs Internet. Im selben Netzwerk ginge es schneller.</translation>
    </message>
    <message>
        <source>All goes through a relay server. On one network it would go straight.</source>
        <translation>Alles läuft über einen Relay-Server. Im selben Netzwerk ginge es direkt.</translation>
    </message>
    <message>
        <source>The connection was lost</source>
        <translation>Die Verbindung ging verloren</translation>
    </message>
    <message>
        <source>Its identity was another one</source>
        <translation>Die Identität war eine andere</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nicht bekannt</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>Noch nicht gemessen</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Antwortzeit</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message numerus="yes">
        <source>%Ln peer-to-peer</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln by relay</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not connected · %Ln nearby</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Offline: nobody is here</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Peer-to-peer, straight from machine to machine: %Ln.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Through a relay, which sees only encrypted data: %Ln.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Here but not connected: %Ln.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Offline: %Ln.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Still connected</source>
        <translation>Noch verbunden</translation>
    </message>
    <message>
        <source>PeerDrop ended before it</source>
        <translation>PeerDrop wurde vorher beendet</translation>
    </message>
    <message>
        <source>Closed by one of you</source>
        <translation>Von einer Seite beendet</translation>
    </message>
    <message>
        <source>It failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>Conversation</name>
    <message>
        <source>&amp;Search this conversation</source>
        <translation>In dieser Unterhaltung &amp;suchen</translation>
    </message>
    <message>
        <source>&amp;Keep messages for</source>
        <translation>Nachrichten &amp;aufbewahren</translation>
    </message>
    <message>
        <source>&amp;Delete conversation…</source>
        <translation>Unterhaltung &amp;löschen …</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Unterhaltung</translation>
    </message>
</context>
<context>
    <name>Devices</name>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation>&amp;Verbinden</translation>
    </message>
    <message>
        <source>&amp;Try now</source>
        <translation>&amp;Jetzt versuchen</translation>
    </message>
    <message>
        <source>Re&amp;try</source>
        <translation>&amp;Erneut versuchen</translation>
    </message>
    <message>
        <source>&amp;Connect anyway</source>
        <translation>Trotzdem &amp;verbinden</translation>
    </message>
    <message>
        <source>&amp;Disconnect</source>
        <translation>&amp;Trennen</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Stoppen</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>&amp;Umbenennen …</translation>
    </message>
    <message>
        <source>Connection &amp;history…</source>
        <translation>&amp;Frühere Verbindungen …</translation>
    </message>
    <message>
        <source>&amp;Block…</source>
        <translation>&amp;Blockieren …</translation>
    </message>
    <message>
        <source>Un&amp;block</source>
        <translation>Nicht mehr &amp;blockieren</translation>
    </message>
    <message>
        <source>&amp;Forget…</source>
        <translation>&amp;Vergessen …</translation>
    </message>
    <message>
        <source>Cop&amp;y ID {id}…</source>
        <translation>ID {id}… &amp;kopieren</translation>
    </message>
    <message>
        <source>Forget {name}?</source>
        <translation>{name} vergessen?</translation>
    </message>
    <message>
        <source>The name you gave it, its addresses and past connections are lost, and that you know it. Messages stay.</source>
        <translation>Der hier vergebene Name, die Adressen, die früheren Verbindungen und die Bekanntschaft gehen verloren. Nachrichten bleiben.</translation>
    </message>
    <message>
        <source>Block {name}?</source>
        <translation>{name} blockieren?</translation>
    </message>
    <message>
        <source>It is disconnected, and nothing is taken from it any more, until you unblock it. It is not told.</source>
        <translation>Das Gerät wird getrennt, und nichts wird mehr von ihm angenommen, bis die Blockierung aufgehoben wird. Es erfährt davon nichts.</translation>
    </message>
    <message>
        <source>Connected</source>
        <comment>head of a section</comment>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Nearby</source>
        <translation>In der Nähe</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Connecting… (calling)</source>
        <translation>Verbindet … (ruft an)</translation>
    </message>
    <message>
        <source>Connecting… (finding a path)</source>
        <translation>Verbindet … (sucht einen Weg)</translation>
    </message>
    <message>
        <source>Connecting… (checking identity)</source>
        <translation>Verbindet … (prüft die Identität)</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Slow link</source>
        <translation>Langsame Verbindung</translation>
    </message>
    <message>
        <source>Weak link</source>
        <translation>Schwache Verbindung</translation>
    </message>
    <message>
        <source>LAN</source>
        <translation>LAN</translation>
    </message>
    <message>
        <source>NAT</source>
        <translation>NAT</translation>
    </message>
    <message>
        <source>relay</source>
        <translation>Relay</translation>
    </message>
    <message>
        <source>local network</source>
        <translation>lokales Netzwerk</translation>
    </message>
    <message>
        <source>through a router</source>
        <translation>durch einen Router</translation>
    </message>
    <message>
        <source>through a relay</source>
        <translation>über ein Relay</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Blockiert</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindet …</translation>
    </message>
    <message>
        <source>Connection lost · trying again…</source>
        <translation>Verbindung verloren · neuer Versuch …</translation>
    </message>
    <message>
        <source>Disconnecting…</source>
        <translation>Wird getrennt …</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>verifiziert</translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation>Millisekunden</translation>
    </message>
    <message numerus="yes">
        <source>%Ln unread</source>
        <translation>
            <numerusform>%Ln ungelesen</numerusform>
            <numerusform>%Ln ungelesen</numerusform>
        </translation>
    </message>
    <message>
        <source>Identity changed · stopped</source>
        <translation>Identität geändert · gestoppt</translation>
    </message>
    <message>
        <source>Could not connect</source>
        <translation>Verbindung gescheitert</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>New · not verified yet</source>
        <translation>Neu · noch nicht verifiziert</translation>
    </message>
    <message>
        <source>Nearby · not connected</source>
        <translation>In der Nähe · nicht verbunden</translation>
    </message>
    <message numerus="yes">
        <source>Offline · last seen {ago} · %Ln waiting</source>
        <extracomment>{ago} is &quot;just now&quot;, &quot;2 h&quot; or a day; the number is what waits in the outbox.</extracomment>
        <translation>
            <numerusform>Offline · zuletzt gesehen: {ago} · %Ln wartet</numerusform>
            <numerusform>Offline · zuletzt gesehen: {ago} · %Ln warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Offline · last seen {ago}</source>
        <translation>Offline · zuletzt gesehen: {ago}</translation>
    </message>
    <message numerus="yes">
        <source>Nearby · %Ln devices connected already</source>
        <translation>
            <numerusform>In der Nähe · schon %Ln Gerät verbunden</numerusform>
            <numerusform>In der Nähe · schon %Ln Geräte verbunden</numerusform>
        </translation>
    </message>
    <message>
        <source>Nearby · no more connections at once</source>
        <translation>In der Nähe · mehr Verbindungen gehen nicht</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>&amp;Block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>What is {name} called here?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only this device shows that name. Leave it empty for the name it has itself.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Not now (Esc)</source>
        <translation>Jetzt nicht (Esc)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
</context>
<context>
    <name>Drop</name>
    <message>
        <source>Drop to send to {name}</source>
        <translation>Loslassen, um an {name} zu senden</translation>
    </message>
    <message>
        <source>{items} · {name} is asked before anything is saved</source>
        <translation>{items} · {name} wird gefragt, bevor etwas gespeichert wird</translation>
    </message>
</context>
<context>
    <name>ErrorBar</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Failures</name>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>Could not reach {name}.</source>
        <translation>{name} ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Its address may have changed.</source>
        <translation>Vielleicht hat sich die Adresse geändert.</translation>
    </message>
    <message>
        <source>Could not connect: {name} did not answer.</source>
        <translation>Keine Verbindung: {name} hat nicht geantwortet.</translation>
    </message>
    <message>
        <source>Check that it is awake and on the same network.</source>
        <translation>Ist das Gerät wach und im selben Netzwerk?</translation>
    </message>
    <message>
        <source>No direct way to {name}: a firewall or a strict network is between you.</source>
        <translation>Kein direkter Weg zu {name}: Eine Firewall oder ein strenges Netzwerk steht dazwischen.</translation>
    </message>
    <message>
        <source>{name} answered, but the connection did not open in time.</source>
        <translation>{name} hat geantwortet, aber die Verbindung kam nicht rechtzeitig zustande.</translation>
    </message>
    <message>
        <source>{name} connected but did not prove who it is.</source>
        <translation>{name} hat sich verbunden, aber die Identität nicht nachgewiesen.</translation>
    </message>
    <message>
        <source>This is not the {name} you know.</source>
        <translation>Das ist nicht das bekannte Gerät {name}.</translation>
    </message>
    <message>
        <source>Its identity has changed, so nothing was sent.</source>
        <translation>Die Identität hat sich geändert, darum wurde nichts gesendet.</translation>
    </message>
    <message>
        <source>The connection to {name} was lost.</source>
        <translation>Die Verbindung zu {name} ging verloren.</translation>
    </message>
    <message>
        <source>It is tried again in the background.</source>
        <translation>Im Hintergrund wird es erneut versucht.</translation>
    </message>
    <message>
        <source>{name} is not connected: as many devices as the settings allow are connected already.</source>
        <translation>{name} ist nicht verbunden: Es sind schon so viele Geräte verbunden, wie die Einstellungen erlauben.</translation>
    </message>
    <message>
        <source>Disconnect one of them, or connect anyway.</source>
        <translation>Eines davon trennen oder trotzdem verbinden.</translation>
    </message>
    <message>
        <source>{name} is connected with as many devices as it may.</source>
        <translation>{name} ist schon mit so vielen Geräten verbunden, wie es darf.</translation>
    </message>
    <message>
        <source>Try again later, or disconnect one of them there.</source>
        <translation>Später erneut versuchen oder dort eines trennen.</translation>
    </message>
    <message>
        <source>This device could not prepare a connection to {name}.</source>
        <translation>Dieses Gerät konnte keine Verbindung zu {name} vorbereiten.</translation>
    </message>
    <message>
        <source>{name} runs an older PeerDrop that this one cannot talk to.</source>
        <translation>{name} hat ein älteres PeerDrop, mit dem sich dieses nicht versteht.</translation>
    </message>
    <message>
        <source>Update PeerDrop on {name}.</source>
        <translation>PeerDrop auf {name} aktualisieren.</translation>
    </message>
    <message>
        <source>{name} runs a newer PeerDrop that this one cannot talk to.</source>
        <translation>{name} hat ein neueres PeerDrop, mit dem sich dieses nicht versteht.</translation>
    </message>
    <message>
        <source>Update this PeerDrop.</source>
        <translation>Dieses PeerDrop aktualisieren.</translation>
    </message>
    <message>
        <source>{name} runs another PeerDrop that this one cannot talk to.</source>
        <translation>{name} hat ein anderes PeerDrop, mit dem sich dieses nicht versteht.</translation>
    </message>
    <message>
        <source>Update the older one.</source>
        <translation>Das ältere aktualisieren.</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>Anderen Ordner wählen …</translation>
    </message>
    <message numerus="yes">
        <source>%Ln characters</source>
        <translation>
            <numerusform>%Ln Zeichen</numerusform>
            <numerusform>%Ln Zeichen</numerusform>
        </translation>
    </message>
    <message>
        <source>Too long for a message: {length}, the limit is {limit}.</source>
        <translation>Zu lang für eine Nachricht: {length}, die Grenze ist {limit}.</translation>
    </message>
    <message>
        <source>Shorten it, or send it as a file.</source>
        <translation>Kürzen oder als Datei senden.</translation>
    </message>
    <message>
        <source>Choose another port…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>Open PeerDrop on the other machine.</source>
        <translation>PeerDrop auf dem anderen Gerät öffnen.</translation>
    </message>
    <message>
        <source>It needs no account and no setup.</source>
        <translation>Es braucht kein Konto und keine Einrichtung.</translation>
    </message>
    <message>
        <source>Use the same network.</source>
        <translation>Dasselbe Netzwerk benutzen.</translation>
    </message>
    <message>
        <source>Same Wi-Fi or cable. Guest Wi-Fi often keeps devices apart.</source>
        <translation>Gleiches WLAN oder Kabel. Gast-WLAN trennt Geräte oft voneinander.</translation>
    </message>
    <message>
        <source>Click the device when it shows up on the left.</source>
        <translation>Das Gerät anklicken, sobald es in der Liste erscheint.</translation>
    </message>
    <message>
        <source>Usually within a few seconds.</source>
        <translation>Meist nach wenigen Sekunden.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>Hidden: only devices you know can find this one.</source>
        <translation>Verborgen: Nur bekannte Geräte finden dieses.</translation>
    </message>
    <message>
        <source>Make &amp;visible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add by address…</source>
        <translation>Über &amp;Adresse hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Scan again</source>
        <translation>Erneut &amp;suchen</translation>
    </message>
    <message>
        <source>Looking for devices…</source>
        <translation>Geräte werden gesucht …</translation>
    </message>
    <message>
        <source>No network. Connect to Wi-Fi or plug in a cable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a device</source>
        <translation>Ein Gerät wählen</translation>
    </message>
    <message>
        <source>Then write to it, or drop files on it.</source>
        <translation>Dann Nachrichten schreiben oder Dateien darauf ziehen.</translation>
    </message>
    <message>
        <source>Still nothing after 10 seconds?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow PeerDrop in the firewalls of both machines, leave a VPN, or add the device by its address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others see you as “{name}”</source>
        <translation>Andere sehen dieses Gerät als „{name}“</translation>
    </message>
    <message>
        <source>Received files go to {folder}. Nothing is saved before you accept it.</source>
        <translation>Empfangene Dateien kommen nach {folder}. Nichts wird gespeichert, bevor es angenommen ist.</translation>
    </message>
    <message>
        <source>PeerDrop is not running</source>
        <translation>PeerDrop läuft nicht</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Device menu</source>
        <translation>Gerätemenü</translation>
    </message>
    <message>
        <source>{path}: why does the connection with {name} feel as it does?</source>
        <translation>{path}: Warum ist die Verbindung mit {name} so, wie sie ist?</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Verifiziert</translation>
    </message>
    <message>
        <source>Direct · WebRTC</source>
        <translation>Direkt · WebRTC</translation>
    </message>
    <message>
        <source>NAT · WebRTC</source>
        <translation>NAT · WebRTC</translation>
    </message>
    <message>
        <source>Relay</source>
        <translation>Relay</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 Stunden</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Für immer</translation>
    </message>
    <message>
        <source>Delete this message here?</source>
        <translation>Diese Nachricht hier löschen?</translation>
    </message>
    <message>
        <source>It goes from this device. The other device keeps its own.</source>
        <translation>Sie verschwindet von diesem Gerät. Das andere Gerät behält seine.</translation>
    </message>
    <message>
        <source>&amp;Delete here</source>
        <translation>Hier &amp;löschen</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>Delete this transfer from the list?</source>
        <translation>Diese Übertragung aus der Liste löschen?</translation>
    </message>
    <message>
        <source>Only the entry goes. The files stay where they are.</source>
        <translation>Nur der Eintrag verschwindet. Die Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Delete the conversation with {name}?</source>
        <translation>Die Unterhaltung mit {name} löschen?</translation>
    </message>
    <message>
        <source>All its messages and transfers go from this device, and what waits to be sent is withdrawn. Saved files stay where they are.</source>
        <translation>Alle Nachrichten und Übertragungen verschwinden von diesem Gerät, und was noch auf das Senden wartet, wird zurückgezogen. Gespeicherte Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>&amp;Delete conversation</source>
        <translation>Unterhaltung &amp;löschen</translation>
    </message>
    <message>
        <source>Keep nothing of the conversation with {name}?</source>
        <translation>Nichts von der Unterhaltung mit {name} aufbewahren?</translation>
    </message>
    <message>
        <source>What is there is deleted here now. New messages are shown until PeerDrop is closed.</source>
        <translation>Was da ist, wird hier jetzt gelöscht. Neue Nachrichten sind zu sehen, bis PeerDrop geschlossen wird.</translation>
    </message>
    <message>
        <source>&amp;Delete and keep nothing</source>
        <translation>&amp;Löschen und nichts aufbewahren</translation>
    </message>
    <message>
        <source>Leave as it &amp;is</source>
        <translation>So &amp;lassen</translation>
    </message>
    <message>
        <source>Keep messages with {name} for 24 hours only?</source>
        <translation>Nachrichten mit {name} nur 24 Stunden aufbewahren?</translation>
    </message>
    <message>
        <source>Keep messages with {name} for 7 days only?</source>
        <translation>Nachrichten mit {name} nur 7 Tage aufbewahren?</translation>
    </message>
    <message>
        <source>What is older is deleted here now. Saved files stay where they are.</source>
        <translation>Was älter ist, wird hier jetzt gelöscht. Gespeicherte Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>&amp;Delete what is older</source>
        <translation>Älteres &amp;löschen</translation>
    </message>
</context>
<context>
    <name>Notifications</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Review…</source>
        <translation>Ansehen …</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>Neue Nachricht</translation>
    </message>
    <message>
        <source>{name} wants to send {files}</source>
        <translation>{name} möchte {files} senden</translation>
    </message>
    <message>
        <source>{count} of {files} from {name} could not be saved</source>
        <translation>{count} von {files} von {name} nicht gespeichert</translation>
    </message>
    <message>
        <source>{count} of {files} did not reach {name}</source>
        <translation>{count} von {files} nicht bei {name} angekommen</translation>
    </message>
    <message>
        <source>{files} from {name} arrived</source>
        <translation>{files} von {name} angekommen</translation>
    </message>
    <message>
        <source>{files} delivered to {name}</source>
        <translation>{files} an {name} zugestellt</translation>
    </message>
    <message>
        <source>{files} from {name} did not arrive</source>
        <translation>{files} von {name} nicht angekommen</translation>
    </message>
    <message>
        <source>{files} did not reach {name}</source>
        <translation>{files} nicht bei {name} angekommen</translation>
    </message>
    <message>
        <source>{name} declined {files}</source>
        <translation>{name} hat {files} abgelehnt</translation>
    </message>
</context>
<context>
    <name>OfferSheet</name>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Skip identical, otherwise keep both</source>
        <translation>Gleiche überspringen, sonst beide behalten</translation>
    </message>
    <message>
        <source>Replace what is there</source>
        <translation>Vorhandene ersetzen</translation>
    </message>
    <message>
        <source>Decide later (Esc)</source>
        <translation>Später entscheiden (Esc)</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>Speichern in</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation>Ä&amp;ndern …</translation>
    </message>
    <message>
        <source>If a name is already there</source>
        <translation>Wenn ein Name schon da ist</translation>
    </message>
    <message>
        <source>Al&amp;ways accept from this device</source>
        <translation>Von diesem Gerät &amp;immer annehmen</translation>
    </message>
    <message>
        <source>&amp;Decline</source>
        <translation>Ab&amp;lehnen</translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation>&amp;Annehmen</translation>
    </message>
    <message>
        <source>{name} wants to send {files}</source>
        <translation>{name} möchte {files} senden</translation>
    </message>
    <message>
        <source>{size} · “{name}” · nothing is saved before you accept</source>
        <translation>{size} · „{name}“ · vor dem Annehmen wird nichts gespeichert</translation>
    </message>
    <message numerus="yes">
        <source>{position} of %Ln offers</source>
        <extracomment>Which of several offers this is: &quot;1 of 3 offers&quot;.</extracomment>
        <translation>
            <numerusform>{position} von %Ln Angebot</numerusform>
            <numerusform>{position} von %Ln Angeboten</numerusform>
        </translation>
    </message>
    <message>
        <source>Possible because {name} is verified. Change it any time in its menu.</source>
        <translation>Möglich, weil {name} verifiziert ist. Jederzeit im Gerätemenü zu ändern.</translation>
    </message>
    <message>
        <source>Verify this device first.</source>
        <translation>Dieses Gerät zuerst verifizieren.</translation>
    </message>
    <message>
        <source>Offer from {name}, {files}, {size}</source>
        <translation>Angebot von {name}, {files}, {size}</translation>
    </message>
    <message>
        <source>Choose what to accept</source>
        <translation>Auswählen, was angenommen wird</translation>
    </message>
    <message>
        <source>Accept {files} · {size}</source>
        <translation>{files} annehmen · {size}</translation>
    </message>
    <message>
        <source>Not enough space here: {free} free, {needed} needed.</source>
        <translation>Hier ist nicht genug Platz: {free} frei, {needed} nötig.</translation>
    </message>
    <message>
        <source>Needs {needed} · {free} free now, {left} after</source>
        <translation>Braucht {needed} · jetzt {free} frei, danach {left}</translation>
    </message>
    <message>
        <source>Files of the offer</source>
        <translation>Dateien des Angebots</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>In this folder</source>
        <translation>In diesem Ordner</translation>
    </message>
    <message>
        <source>Same size and date: skipped</source>
        <translation>Gleiche Größe, gleiches Datum: übersprungen</translation>
    </message>
    <message>
        <source>Replaces the file that is there</source>
        <translation>Ersetzt die vorhandene Datei</translation>
    </message>
    <message>
        <source>Kept beside as “{name}”</source>
        <translation>Kommt daneben als „{name}“</translation>
    </message>
    <message>
        <source>Not a safe name. Saved as “{name}”.</source>
        <translation>Kein sicherer Name. Wird als „{name}“ gespeichert.</translation>
    </message>
    <message>
        <source>New</source>
        <extracomment>A file of the offer whose name is not in the folder yet.</extracomment>
        <translation>Neu</translation>
    </message>
</context>
<context>
    <name>Quit</name>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Keep running</source>
        <translation>&amp;Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>1 transfer is running.</source>
        <translation>1 Übertragung läuft.</translation>
    </message>
    <message>
        <source>It continues by itself next time.</source>
        <translation>Sie geht beim nächsten Mal von selbst weiter.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln transfers are running.</source>
        <translation>
            <numerusform>%Ln Übertragung läuft.</numerusform>
            <numerusform>%Ln Übertragungen laufen.</numerusform>
        </translation>
    </message>
    <message>
        <source>They continue by themselves next time.</source>
        <translation>Sie gehen beim nächsten Mal von selbst weiter.</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Not running</source>
        <translation>Läuft nicht</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>This device</source>
        <translation>Dieses Gerät</translation>
    </message>
    <message>
        <source>ID {id}</source>
        <translation>ID {id}</translation>
    </message>
    <message>
        <source>Visible on this network</source>
        <translation>In diesem Netzwerk sichtbar</translation>
    </message>
    <message>
        <source>Hidden: only devices you know can find this one.</source>
        <translation>Verborgen: Nur bekannte Geräte finden dieses.</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>&amp;Umbenennen …</translation>
    </message>
    <message>
        <source>&amp;Visible on this network</source>
        <translation>In diesem Netzwerk &amp;sichtbar</translation>
    </message>
    <message>
        <source>Cop&amp;y ID</source>
        <translation>ID &amp;kopieren</translation>
    </message>
    <message>
        <source>No devices yet</source>
        <translation>Noch keine Geräte</translation>
    </message>
    <message>
        <source>They appear here by themselves.</source>
        <translation>Sie erscheinen hier von selbst.</translation>
    </message>
    <message>
        <source>No device fits</source>
        <translation>Kein passendes Gerät</translation>
    </message>
    <message>
        <source>Names, IDs and addresses are searched.</source>
        <translation>Gesucht wird in Namen, IDs und Adressen.</translation>
    </message>
    <message>
        <source>Add by address…</source>
        <translation>Über Adresse hinzufügen …</translation>
    </message>
    <message>
        <source>Add by address… (Ctrl+L)</source>
        <translation>Über Adresse hinzufügen … (Strg+L)</translation>
    </message>
    <message>
        <source>Search devices</source>
        <translation>Geräte suchen</translation>
    </message>
    <message>
        <source>Transfers (Ctrl+T)</source>
        <translation>Übertragungen (Strg+T)</translation>
    </message>
    <message>
        <source>Settings (Ctrl+,)</source>
        <translation>Einstellungen (Strg+,)</translation>
    </message>
    <message>
        <source>No transfers</source>
        <translation>Keine Übertragungen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln active</source>
        <translation>
            <numerusform>%Ln aktiv</numerusform>
            <numerusform>%Ln aktiv</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting for you</source>
        <translation>
            <numerusform>%Ln wartet auf Antwort</numerusform>
            <numerusform>%Ln warten auf Antwort</numerusform>
        </translation>
    </message>
    <message>
        <source>Search for devices (F5)</source>
        <translation>Nach Geräten suchen (F5)</translation>
    </message>
    <message>
        <source>Drop to send to {name}</source>
        <translation>Loslassen, um an {name} zu senden</translation>
    </message>
    <message>
        <source>What is this device called?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others see that name. Leave it empty for the name of this computer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiverChooser</name>
    <message>
        <source>Send to whom?</source>
        <translation>An wen senden?</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>{items}.</source>
        <translation>{items}.</translation>
    </message>
    <message>
        <source>{items}. No devices are here yet; they appear by themselves.</source>
        <translation>{items}. Noch sind keine Geräte da; sie erscheinen von selbst.</translation>
    </message>
</context>
<context>
    <name>Scan</name>
    <message>
        <source>Searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching… {done} of {total} addresses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing new found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 device found</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln devices found</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Searching {network}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the networks of a list</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching {networks} and {network}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScreenReader</name>
    <message>
        <source>Offer from {name}, {files}, {size}</source>
        <translation>Angebot von {name}, {files}, {size}</translation>
    </message>
    <message>
        <source>Sending {what} to {name}</source>
        <translation>{what} wird an {name} gesendet</translation>
    </message>
    <message>
        <source>Receiving {what} from {name}</source>
        <translation>{what} wird von {name} empfangen</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>Search this conversation</source>
        <translation>In dieser Unterhaltung suchen</translation>
    </message>
    <message>
        <source>Newer (Shift+Enter)</source>
        <translation>Neuer (Umschalt+Enter)</translation>
    </message>
    <message>
        <source>Older (Enter)</source>
        <translation>Älter (Enter)</translation>
    </message>
    <message>
        <source>Close the search (Esc)</source>
        <translation>Suche schließen (Esc)</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>{n} of more than {count}</source>
        <translation>{n} von mehr als {count}</translation>
    </message>
    <message>
        <source>{n} of {count}</source>
        <translation>{n} von {count}</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Counts from the next start of PeerDrop.</source>
        <translation>Gilt ab dem nächsten Start von PeerDrop.</translation>
    </message>
    <message>
        <source>Same as system</source>
        <comment>theme</comment>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Ask me each time</source>
        <translation>Jedes Mal fragen</translation>
    </message>
    <message>
        <source>Ask for new devices only</source>
        <translation>Nur bei neuen Geräten fragen</translation>
    </message>
    <message>
        <source>Same as system</source>
        <comment>language</comment>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>What others see. Not your identity: that is the ID.</source>
        <translation>Was andere sehen. Nicht die Identität: Das ist die ID.</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Device ID</source>
        <translation>Geräte-ID</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Visible on this network</source>
        <translation>In diesem Netzwerk sichtbar</translation>
    </message>
    <message>
        <source>When off, only devices you already know can find this one.</source>
        <translation>Wenn aus, finden nur bekannte Geräte dieses.</translation>
    </message>
    <message>
        <source>Also search these networks</source>
        <translation>Auch diese Netzwerke durchsuchen</translation>
    </message>
    <message numerus="yes">
        <source>Separate with commas; at most %Ln addresses each.</source>
        <translation>
            <numerusform>Mit Kommas trennen; je höchstens %Ln Adresse.</numerusform>
            <numerusform>Mit Kommas trennen; je höchstens %Ln Adressen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Empty: the first free one from 3001 to 3010.</source>
        <translation>Leer: der erste freie von 3001 bis 3010.</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>STUN server</source>
        <translation>STUN-Server</translation>
    </message>
    <message>
        <source>Tells this device its address in the internet.</source>
        <translation>Sagt diesem Gerät seine Adresse im Internet.</translation>
    </message>
    <message>
        <source>TURN server</source>
        <translation>TURN-Server</translation>
    </message>
    <message>
        <source>Carries everything, still encrypted, when there is no direct way.</source>
        <translation>Trägt alles, weiterhin verschlüsselt, wenn es keinen direkten Weg gibt.</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation>Ä&amp;ndern …</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>Speichern in</translation>
    </message>
    <message>
        <source>When somebody wants to send</source>
        <translation>Wenn jemand senden möchte</translation>
    </message>
    <message>
        <source>Devices count as known once you have accepted something of them.</source>
        <translation>Als bekannt gelten Geräte, von denen schon etwas angenommen wurde.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Back (Esc)</source>
        <translation>Zurück (Esc)</translation>
    </message>
    <message>
        <source>Changes apply at once</source>
        <translation>Änderungen gelten sofort</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>This device</source>
        <translation>Dieses Gerät</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Finding devices</source>
        <translation>Geräte finden</translation>
    </message>
    <message>
        <source>Across networks: only used when direct fails</source>
        <translation>Über Netzwerke hinweg: nur wenn es direkt nicht geht</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
    <message>
        <source>Receiving</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Too long for a name: {length} characters, the limit is {limit}.</source>
        <translation>Zu lang für einen Namen: {length} Zeichen, die Grenze ist {limit}.</translation>
    </message>
    <message>
        <source>A name is one line of letters, figures and signs.</source>
        <translation>Ein Name ist eine Zeile aus Buchstaben, Ziffern und Zeichen.</translation>
    </message>
    <message>
        <source>Write the whole path of the folder, or choose it with Change….</source>
        <translation>Den ganzen Pfad des Ordners angeben oder ihn mit „Ändern …“ wählen.</translation>
    </message>
    <message>
        <source>A port is a number from {lowest} to {highest}. Empty means automatic.</source>
        <translation>Ein Port ist eine Zahl von {lowest} bis {highest}. Leer heißt automatisch.</translation>
    </message>
    <message>
        <source>That is not a server. Write a name or an address, as in {example}.</source>
        <translation>Das ist kein Server. Nötig ist ein Name oder eine Adresse, wie in {example}.</translation>
    </message>
    <message>
        <source>{text} is not a network. Write it as 10.20.0.0/22.</source>
        <translation>{text} ist kein Netzwerk. Schreibweise: 10.20.0.0/22.</translation>
    </message>
    <message>
        <source>Only IPv4 networks can be searched.</source>
        <translation>Nur IPv4-Netzwerke können durchsucht werden.</translation>
    </message>
    <message>
        <source>{network} is too large: at most {limit} addresses, that is a /22.</source>
        <translation>{network} ist zu groß: höchstens {limit} Adressen, das ist ein /22.</translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>Copy text</source>
        <translation>Text kopieren</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>Do not send</source>
        <translation>Nicht senden</translation>
    </message>
    <message>
        <source>Delete here…</source>
        <translation>Hier löschen …</translation>
    </message>
    <message>
        <source>Withdrawn, not sent</source>
        <translation>Zurückgezogen, nicht gesendet</translation>
    </message>
    <message>
        <source>Not sent: the connection was lost</source>
        <translation>Nicht gesendet: Die Verbindung ging verloren</translation>
    </message>
    <message>
        <source>Not sent: no answer came in time</source>
        <translation>Nicht gesendet: Es kam rechtzeitig keine Antwort</translation>
    </message>
    <message>
        <source>Not sent: the device is connected with as many others as it may</source>
        <translation>Nicht gesendet: Das Gerät ist schon mit so vielen verbunden, wie es darf</translation>
    </message>
    <message>
        <source>Not sent: as many devices as the settings allow are connected already</source>
        <translation>Nicht gesendet: Es sind schon so viele Geräte verbunden, wie die Einstellungen erlauben</translation>
    </message>
    <message>
        <source>Not sent: this device could not prepare a connection</source>
        <translation>Nicht gesendet: Dieses Gerät konnte keine Verbindung vorbereiten</translation>
    </message>
    <message>
        <source>Not sent: the other device’s identity has changed</source>
        <translation>Nicht gesendet: Die Identität des anderen Geräts hat sich geändert</translation>
    </message>
    <message>
        <source>Not sent: the other device runs another PeerDrop</source>
        <translation>Nicht gesendet: Das andere Gerät hat ein anderes PeerDrop</translation>
    </message>
    <message>
        <source>Not sent: the device could not be reached</source>
        <translation>Nicht gesendet: Das Gerät war nicht erreichbar</translation>
    </message>
    <message>
        <source>Not sent: the device did not answer</source>
        <translation>Nicht gesendet: Das Gerät hat nicht geantwortet</translation>
    </message>
    <message>
        <source>Not sent: no direct way to the device</source>
        <translation>Nicht gesendet: Kein direkter Weg zum Gerät</translation>
    </message>
    <message>
        <source>Not sent: the connection did not open in time</source>
        <translation>Nicht gesendet: Die Verbindung kam nicht rechtzeitig zustande</translation>
    </message>
    <message>
        <source>Not sent: the device did not prove who it is</source>
        <translation>Nicht gesendet: Das Gerät hat seine Identität nicht nachgewiesen</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Nicht gesendet</translation>
    </message>
    <message>
        <source>Goes when {name} is back online</source>
        <translation>Wird gesendet, sobald {name} wieder da ist</translation>
    </message>
    <message>
        <source>You, {time}: {text}</source>
        <translation>Von hier, {time}: {text}</translation>
    </message>
    <message>
        <source>{message} {notice}. Enter tries again.</source>
        <translation>{message} {notice}. Enter versucht es erneut.</translation>
    </message>
    <message>
        <source>Waiting.</source>
        <translation>Wartet.</translation>
    </message>
    <message>
        <source>Delivered.</source>
        <translation>Zugestellt.</translation>
    </message>
</context>
<context>
    <name>Transfers</name>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Paused or stopped</source>
        <translation>Angehalten oder beendet</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message numerus="yes">
        <source>%Ln active</source>
        <translation>
            <numerusform>%Ln aktiv</numerusform>
            <numerusform>%Ln aktiv</numerusform>
        </translation>
    </message>
    <message>
        <source>{rate} together</source>
        <extracomment>The speed of all transfers: &quot;423 MB/s together&quot;.</extracomment>
        <translation>zusammen {rate}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>%Ln wartet</numerusform>
            <numerusform>%Ln warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is being sent or received.</source>
        <translation>Zurzeit wird nichts gesendet oder empfangen.</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
    <message>
        <source>&amp;Pause all</source>
        <translation>Alle &amp;anhalten</translation>
    </message>
    <message>
        <source>C&amp;lear finished</source>
        <translation>&amp;Fertige entfernen</translation>
    </message>
    <message>
        <source>Back (Esc)</source>
        <translation>Zurück (Esc)</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>PeerDrop keeps running here, so that files can arrive.</source>
        <translation>PeerDrop läuft hier weiter, damit Dateien ankommen können.</translation>
    </message>
    <message>
        <source>Quit it from its icon beside the clock.</source>
        <translation>Beenden geht über das Symbol neben der Uhr.</translation>
    </message>
    <message>
        <source>1 transfer</source>
        <translation>1 Übertragung</translation>
    </message>
    <message numerus="yes">
        <source>%Ln transfers</source>
        <translation>
            <numerusform>%Ln Übertragung</numerusform>
            <numerusform>%Ln Übertragungen</numerusform>
        </translation>
    </message>
    <message>
        <source>No transfers</source>
        <translation>Keine Übertragungen</translation>
    </message>
    <message>
        <source>Open PeerDrop</source>
        <translation>PeerDrop öffnen</translation>
    </message>
    <message>
        <source>Pause all</source>
        <translation>Alle anhalten</translation>
    </message>
    <message>
        <source>Send files to</source>
        <translation>Dateien senden an</translation>
    </message>
    <message>
        <source>Send clipboard to</source>
        <translation>Zwischenablage senden an</translation>
    </message>
    <message>
        <source>Visible on this network</source>
        <translation>In diesem Netzwerk sichtbar</translation>
    </message>
    <message>
        <source>Mute notifications for 1 h</source>
        <translation>Benachrichtigungen 1 h stumm</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>No devices here</source>
        <translation>Keine Geräte da</translation>
    </message>
</context>
</TS>
