"""Facts and a language -> a letter: subject, plain text, HTML.

Law: nothing is looked up, sent or stored here, and a letter holds one link. What others wrote (names, titles,
reasons) is one line without controls, escaped, and isolated so that it cannot turn the words around it.
"""
