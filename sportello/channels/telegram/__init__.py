"""The channel of Telegram, on the Bot API: off unless `TELEGRAM_TOKEN` is set.

From the outside in:

    channel      the channel as Rasa knows it: the webhook, start and end
    connection   says who we are to Telegram, and polls where there is no webhook
    service      takes each update once, and each chat in order
    updates      what an update means: something written, a command, a tap…
    desk         what to answer
    rendering    messages as Telegram shows them
    sender       sends, with patience
    journal      the updates already taken, over a restart too
"""
