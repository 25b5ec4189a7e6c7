<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AddAddress</name>
    <message>
        <source>Add by address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name, or an IP address, and the port if it is not 3001.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>192.168.1.20 or workshop.local:3001</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is not an address. Write a name, 192.168.1.20 or 192.168.1.20:3001.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing answers at {address}. Is PeerDrop running there?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is this device.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Amounts</name>
    <message>
        <source>{done} of {whole}</source>
        <extracomment>How far a transfer is: &quot;2.4 of 3.8 GB&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{amount}/s</source>
        <extracomment>A speed: &quot;412 MB/s&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln s left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln days left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln s</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} %</source>
        <extracomment>A share of a whole: &quot;64 %&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 file</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln files</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>1 item</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln items</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{number} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln h</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>d MMM</source>
        <extracomment>A day of this year in short, in Qt&apos;s signs: &quot;3 Nov&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dddd, d MMMM</source>
        <extracomment>A day in Qt&apos;s signs: &quot;Tuesday, 3 November&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Cards</name>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody at {name} could decide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} takes files only from others now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough space on {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} declined</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{name} and %Ln more</source>
        <extracomment>A job of several files by the first of them: &quot;report.pdf and 2 more&quot;.</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Sending {what} to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} from {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space pauses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space resumes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete cancels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes when {name} is back online</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next in line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for {name} to accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wants to send</source>
        <extracomment>Behind the size of an offer: &quot;3 files · 2.1 MB · wants to send&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being reviewed below</source>
        <extracomment>The sheet with this offer stands open below the card.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough space here: {free} free, {needed} needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} free</source>
        <extracomment>Space on the disk: &quot;106 GB free&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused: the disk here is nearly full. It goes on when there is space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused: the disk on {name} is nearly full. It goes on when there is space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused at {percent} by {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused at {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection lost. Continues by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking the files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delivered in {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved to {folder}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checked</source>
        <extracomment>Behind the size of what arrived: its digest is right.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{arrived} of {files} delivered. {count} could not be sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{arrived} of {files} saved. {count} could not be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Declined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Canceled by {name} at {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Canceled by {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Canceled by you at {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Canceled by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS lane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough space here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not be written here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk here is full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file was changed on {name} while it was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file on {name} could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough space on {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not be written on {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk on {name} is full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file was changed while it was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} did not decide in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} did not confirm that everything arrived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file has a name that can&apos;t be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrived damaged, not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to {name} was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} sent something that can&apos;t be understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The transfer with {name} failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The offer was not answered in time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Send files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter sends, Esc drops</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not send (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files}: {name}, …</source>
        <extracomment>Several attached files: &quot;3 files: report.pdf, …&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attached: {files}. {help}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attach files (Ctrl+O)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message to {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Connections</name>
    <message>
        <source>Began</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lasted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Past connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect &amp;again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections with {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was last seen at {address}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None yet. It was last seen at {address}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection with {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direct, on this network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direct, through a router</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Through a relay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good: answers come in under 50 ms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slow: answers take 50 to 150 ms, or one was missed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weak: answers take over 150 ms, or several were missed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A weak Wi-Fi or a busy network is the usual cause. Come closer, or use a cable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The way leads through the internet. On one network it would be faster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All goes through a relay server. On one network it would go straight.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its identity was another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PeerDrop ended before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closed by one of you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It failed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Conversation</name>
    <message>
        <source>&amp;Search this conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep messages for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete conversation…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Devices</name>
    <message>
        <source>Devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;try</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Connect anyway</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Disconnect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection &amp;history…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Block…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Un&amp;block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Forget…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cop&amp;y ID {id}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name you gave it, its addresses and past connections are lost, and that you know it. Messages stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Block {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is disconnected, and nothing is taken from it any more, until you unblock it. It is not told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected</source>
        <comment>head of a section</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearby</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting… (calling)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting… (finding a path)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting… (checking identity)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slow link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weak link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LAN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NAT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>relay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>local network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>through a router</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>through a relay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection lost · trying again…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disconnecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln unread</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Identity changed · stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not connect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New · not verified yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearby · not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Offline · last seen {ago} · %Ln waiting</source>
        <extracomment>{ago} is &quot;just now&quot;, &quot;2 h&quot; or a day; the number is what waits in the outbox.</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Offline · last seen {ago}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Nearby · %Ln devices connected already</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nearby · no more connections at once</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Close (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Drop</name>
    <message>
        <source>Drop to send to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{items} · {name} is asked before anything is saved</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorBar</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Failures</name>
    <message>
        <source>Retry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not reach {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its address may have changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not connect: {name} did not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that it is awake and on the same network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No direct way to {name}: a firewall or a strict network is between you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} answered, but the connection did not open in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} connected but did not prove who it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not the {name} you know.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its identity has changed, so nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to {name} was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is tried again in the background.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not connected: as many devices as the settings allow are connected already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disconnect one of them, or connect anyway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is connected with as many devices as it may.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again later, or disconnect one of them there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This device could not prepare a connection to {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} runs an older PeerDrop that this one cannot talk to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update PeerDrop on {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} runs a newer PeerDrop that this one cannot talk to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update this PeerDrop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} runs another PeerDrop that this one cannot talk to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update the older one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln characters</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Too long for a message: {length}, the limit is {limit}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shorten it, or send it as a file.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>Open PeerDrop on the other machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs no account and no setup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the same network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same Wi-Fi or cable. Guest Wi-Fi often keeps devices apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click the device when it shows up on the left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usually within a few seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add by address…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Scan again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for devices…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This device is at {addresses}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then write to it, or drop files on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others see you as “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Received files go to {folder}. Nothing is saved before you accept it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PeerDrop is not running</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Device menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path}: why does the connection with {name} feel as it does?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direct · WebRTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NAT · WebRTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relay</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For ever</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete this message here?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It goes from this device. The other device keeps its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete this transfer from the list?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the entry goes. The files stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the conversation with {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All its messages and transfers go from this device, and what waits to be sent is withdrawn. Saved files stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep nothing of the conversation with {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is there is deleted here now. New messages are shown until PeerDrop is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete and keep nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave as it &amp;is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep messages with {name} for 24 hours only?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep messages with {name} for 7 days only?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is older is deleted here now. Saved files stay where they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete what is older</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notifications</name>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} wants to send {files}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of {files} from {name} could not be saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of {files} did not reach {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files} from {name} arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files} delivered to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files} from {name} did not arrive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{files} did not reach {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} declined {files}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OfferSheet</name>
    <message>
        <source>Keep both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip identical, otherwise keep both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace what is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decide later (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If a name is already there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Al&amp;ways accept from this device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Decline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} wants to send {files}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} · “{name}” · nothing is saved before you accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{position} of %Ln offers</source>
        <extracomment>Which of several offers this is: &quot;1 of 3 offers&quot;.</extracomment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Possible because {name} is verified. Change it any time in its menu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify this device first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offer from {name}, {files}, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose what to accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept {files} · {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough space here: {free} free, {needed} needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs {needed} · {free} free now, {left} after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files of the offer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same size and date: skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replaces the file that is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept beside as “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not a safe name. Saved as “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
        <extracomment>A file of the offer whose name is not in the folder yet.</extracomment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Quit</name>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 transfer is running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It continues by itself next time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln transfers are running.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>They continue by themselves next time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Not running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID {id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visible on this network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden: only devices you know can find this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Visible on this network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cop&amp;y ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No devices yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They appear here by themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No device fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names, IDs and addresses are searched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add by address…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add by address… (Ctrl+L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transfers (Ctrl+T)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings (Ctrl+,)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No transfers</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln active</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting for you</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Search for devices (F5)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiverChooser</name>
    <message>
        <source>Send to whom?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{items}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{items}. No devices are here yet; they appear by themselves.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScreenReader</name>
    <message>
        <source>Offer from {name}, {files}, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending {what} to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receiving {what} from {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>Search this conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newer (Shift+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the search (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of more than {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Counts from the next start of PeerDrop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same as system</source>
        <comment>theme</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask me each time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for new devices only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same as system</source>
        <comment>language</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What others see. Not your identity: that is the ID.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visible on this network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When off, only devices you already know can find this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also search these networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Separate with commas; at most %Ln addresses each.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Empty: the first free one from 3001 to 3010.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>STUN server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tells this device its address in the internet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TURN server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Carries everything, still encrypted, when there is no direct way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When somebody wants to send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Devices count as known once you have accepted something of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes apply at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finding devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Across networks: only used when direct fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receiving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too long for a name: {length} characters, the limit is {limit}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name is one line of letters, figures and signs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the whole path of the folder, or choose it with Change….</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A port is a number from {lowest} to {highest}. Empty means automatic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is not a server. Write a name or an address, as in {example}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} is not a network. Write it as 10.20.0.0/22.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only IPv4 networks can be searched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{network} is too large: at most {limit} addresses, that is a /22.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>Copy text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete here…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdrawn, not sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the connection was lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: no answer came in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the device is connected with as many others as it may</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: as many devices as the settings allow are connected already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: this device could not prepare a connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the other device’s identity has changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the other device runs another PeerDrop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the device could not be reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the device did not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: no direct way to the device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the connection did not open in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: the device did not prove who it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes when {name} is back online</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You, {time}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{message} {notice}. Enter tries again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delivered.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Transfers</name>
    <message>
        <source>Active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused or stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln active</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{rate} together</source>
        <extracomment>The speed of all transfers: &quot;423 MB/s together&quot;.</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is being sent or received.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pause all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;lear finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>PeerDrop keeps running here, so that files can arrive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit it from its icon beside the clock.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 transfer</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%Ln transfers</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No transfers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open PeerDrop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send files to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send clipboard to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visible on this network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute notifications for 1 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No devices here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
