"""Mine advis: what must I do today?"""
